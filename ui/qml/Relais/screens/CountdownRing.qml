import QtQuick
import QtQuick.Shapes
import Relais.Theme
import Relais.controls

// The seconds that are left, as a number and as a ring.
Item {
    id: ring

    property int seconds: 0
    property real share: 0
    readonly property bool worded: Sizes.step < (Sizes.columns ? 2 : 3)
    readonly property real band: Math.round(width * 0.078)

    width: Sizes.px(Sizes.columns && !worded ? 112 : Sizes.low ? 190 : Sizes.wide ? 240 : 280)
    height: width

    Shape {
        anchors.fill: parent
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            fillColor: "transparent"
            strokeColor: Theme.outlined ? "transparent" : Theme.lineSoft
            strokeWidth: ring.band
            PathAngleArc {
                centerX: ring.width / 2
                centerY: ring.width / 2
                radiusX: (ring.width - ring.band) / 2
                radiusY: radiusX
                startAngle: 0
                sweepAngle: 360
            }
        }
        ShapePath {
            fillColor: "transparent"
            strokeColor: Theme.act
            strokeWidth: ring.band
            capStyle: ShapePath.RoundCap
            PathAngleArc {
                centerX: ring.width / 2
                centerY: ring.width / 2
                radiusX: (ring.width - ring.band) / 2
                radiusY: radiusX
                startAngle: -90
                sweepAngle: 360 * ring.share
            }
        }
    }
    Stack {
        anchors.centerIn: parent
        anchors.verticalCenterOffset: Sizes.px(-4)
        width: parent.width
        height: implicitHeight

        Phrase {
            anchors.horizontalCenter: parent.horizontalCenter
            words: ring.seconds
            size: Math.round(ring.width * (ring.worded ? 0.36 : 0.46))
            line: 1
            font.weight: Font.ExtraBold
        }
        // Beside large letters the ring alone must do: the word would not fit into it at their size.
        Phrase {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: ring.worded
            words: ring.seconds === 1 ? Tr.s["idle.second"] : Tr.s["idle.seconds"]
            size: Math.max(Sizes.body, Sizes.px(Sizes.low ? 28 : 30))
            line: 1.1
            font.weight: Font.DemiBold
        }
    }
}
