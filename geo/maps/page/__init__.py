"""The page of a map: its HTML, its static part and its settings; nothing here knows folium."""
