"""The only room that knows folium: the map, its layers, and the skeleton that folium renders."""
