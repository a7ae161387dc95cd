import QtQuick
import QtQuick.Shapes
import Relais.Theme

// The outline of what waits for something: dashed, empty inside.
Shape {
    id: dashed

    property real startRadius: Sizes.card
    property real endRadius: Sizes.card
    property color outline: Theme.line

    preferredRendererType: Shape.CurveRenderer

    ShapePath {
        fillColor: "transparent"
        strokeColor: dashed.outline
        strokeWidth: Sizes.stroke
        strokeStyle: ShapePath.DashLine
        dashPattern: [2.4, 1.8]
        capStyle: ShapePath.FlatCap

        PathRectangle {
            x: Sizes.stroke / 2
            y: Sizes.stroke / 2
            width: dashed.width - Sizes.stroke
            height: dashed.height - Sizes.stroke
            topLeftRadius: Theme.rtl ? dashed.endRadius : dashed.startRadius
            bottomLeftRadius: Theme.rtl ? dashed.endRadius : dashed.startRadius
            topRightRadius: Theme.rtl ? dashed.startRadius : dashed.endRadius
            bottomRightRadius: Theme.rtl ? dashed.startRadius : dashed.endRadius
        }
    }
}
