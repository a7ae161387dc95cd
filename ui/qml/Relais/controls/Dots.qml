import QtQuick
import QtQuick.Shapes
import Relais.Theme

// A dotted line, as thick as it is thin.
Shape {
    id: dots

    property bool upright: false
    readonly property real dot: Math.min(width, height)

    preferredRendererType: Shape.CurveRenderer

    ShapePath {
        strokeColor: Theme.line
        strokeWidth: dots.dot
        fillColor: "transparent"
        strokeStyle: ShapePath.DashLine
        dashPattern: [0.1, 2]
        capStyle: ShapePath.RoundCap
        startX: dots.dot / 2
        startY: dots.dot / 2
        PathLine {
            x: dots.upright ? dots.dot / 2 : dots.width - dots.dot / 2
            y: dots.upright ? dots.height - dots.dot / 2 : dots.dot / 2
        }
    }
}
