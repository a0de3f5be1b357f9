"""Draw a GeoPackage with QGIS itself, in the styles that the file brings along: run by the system's own Python.

QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/qgis_picture.py FILE.gpkg PICTURE.png WEST SOUTH EAST NORTH
"""

import os
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize

file, picture, *bounds = sys.argv[1:]
application = QgsApplication([], False)
application.initQgis()
layers = []
whole = QgsVectorLayer(file, "all", "ogr")
for line in whole.dataProvider().subLayers():
    _, name, _, shape, *_ = line.split("!!::!!")
    if name in ("layer_styles",) or shape == "None":
        continue
    layer = QgsVectorLayer(f"{file}|layername={name}|geometrytype={shape}", f"{name} {shape}", "ogr")
    layers.append(layer)
    print(name, shape, layer.featureCount(), layer.renderer().type())
settings = QgsMapSettings()
settings.setLayers([one for shape in ("Point", "Line", "Polygon") for one in layers if one.name().endswith(shape)])
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
box = QgsRectangle(*map(float, bounds))
turned = QgsCoordinateTransform(
    QgsCoordinateReferenceSystem("EPSG:4326"), settings.destinationCrs(), QgsProject.instance()
)
settings.setExtent(turned.transformBoundingBox(box))
settings.setOutputSize(QSize(1000, 1000))
context = QgsExpressionContext()
context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
settings.setExpressionContext(context)
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
job.renderedImage().save(picture)
for error in job.errors():
    print("error", error.message)
sys.stdout.flush()
os._exit(0)  # QGIS takes itself apart in no order, and may crash at it
