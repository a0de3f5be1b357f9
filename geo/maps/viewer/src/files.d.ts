// Pictures are bundled as data: addresses.
declare module "*.png" {
  const address: string;
  export default address;
}
