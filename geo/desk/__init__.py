"""The desk: a project in the browser, served to one person on this computer and to nobody else.

guard    who may ask: one host, one origin, one cookie, one token
app      the routes, each a few lines
jobs     calls that run in processes of their own: progress, cancel, limits
worker   such a process: it carries out the calls of `calls/`, each a public function of Zonemark
session  the folder of what was dropped and made, the one-time link, the end after half an hour without a page
serving  the socket, the state file by which a second start opens the running desk
"""
