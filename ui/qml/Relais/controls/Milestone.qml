import QtQuick
import QtQuick.Shapes
import Relais.Theme

// The roadside stone: on the road of the welcome landscape, and, marked, as our sign. Never mirrored.
Item {
    id: stone

    property bool marked: false
    readonly property real line: Math.max(Sizes.px(3), width * 0.075)
    readonly property real capShare: marked ? 0.43 : 0.42
    readonly property color edge: Theme.ink

    Rectangle {
        anchors.fill: parent
        topLeftRadius: width / 2
        topRightRadius: width / 2
        bottomLeftRadius: stone.marked ? Sizes.px(2) : Sizes.px(3)
        bottomRightRadius: bottomLeftRadius
        color: !Theme.outlined ? Theme.sun : stone.marked ? Theme.voice : Theme.surface
        border.width: stone.line
        border.color: stone.edge
    }
    Rectangle {
        y: parent.height * stone.capShare
        width: parent.width
        height: parent.height - y
        bottomLeftRadius: stone.line / 2
        bottomRightRadius: stone.line / 2
        color: stone.edge

        Rectangle {
            anchors.fill: parent
            anchors.margins: stone.line
            color: Theme.surface
        }
    }
    Shape {
        visible: stone.marked
        width: 104
        height: 136
        scale: stone.width / 104
        transformOrigin: Item.TopLeft
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            fillColor: "transparent"
            strokeColor: Theme.ink
            strokeWidth: 9.5
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin
            PathSvg {
                path: "M37 118V79h17a12.5 12.5 0 0 1 0 25H37m16 0 14 14"
            }
        }
    }
}
