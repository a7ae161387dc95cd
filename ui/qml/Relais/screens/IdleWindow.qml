import QtQuick
import QtQuick.Shapes
import Relais.Theme
import Relais.controls

// Nobody touched the screen: says what will be erased and in how many seconds.
ArchWindow {
    id: dialog

    required property var course
    readonly property var idle: course.idle_model
    readonly property real share: idle.countdown > 0 ? idle.left / idle.countdown : 0
    readonly property string moment: course.screen === "done" ? "done" : course.screen === "services" ? "services" : "answers"

    objectName: "window:idle"
    onTouched: course.stay()

    Stack {
        width: parent.width
        spacing: Sizes.px(Sizes.low ? 10 : Sizes.wide ? 24 : 36)

        Item {
            id: ring

            readonly property real band: Sizes.px(Sizes.low ? 12 : 22)

            anchors.horizontalCenter: parent.horizontalCenter
            width: Sizes.px(Sizes.low ? 190 : Sizes.wide ? 240 : 280)
            height: width

            Shape {
                anchors.fill: parent
                preferredRendererType: Shape.CurveRenderer

                ShapePath {
                    fillColor: "transparent"
                    strokeColor: Theme.lineSoft
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
                        sweepAngle: 360 * dialog.share
                    }
                }
            }
            Stack {
                anchors.centerIn: parent
                anchors.verticalCenterOffset: Sizes.px(-6)
                width: parent.width

                Phrase {
                    anchors.horizontalCenter: parent.horizontalCenter
                    words: dialog.idle.left
                    size: Sizes.px(Sizes.low ? 66 : Sizes.wide ? 92 : 108)
                    line: 1
                    font.weight: Font.ExtraBold
                }
                Phrase {
                    anchors.horizontalCenter: parent.horizontalCenter
                    words: dialog.idle.left === 1 ? Tr.s["idle.second"] : Tr.s["idle.seconds"]
                    size: Sizes.px(Sizes.low ? 28 : 30)
                    line: 1.1
                    font.weight: Font.DemiBold
                }
            }
        }
        Phrase {
            width: parent.width
            words: Tr.s["idle.title"]
            size: Math.max(Sizes.title, Sizes.px(Sizes.low ? 46 : 58))
            line: Sizes.titleLine
            horizontalAlignment: Text.AlignHCenter
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading
        }
        Phrase {
            width: parent.width
            words: Tr.s["idle.text." + dialog.moment]
            size: Math.max(Sizes.body, Sizes.px(Sizes.low ? 28 : 33))
            line: 1.3
            horizontalAlignment: Text.AlignHCenter
            font.weight: Font.DemiBold
        }
        NoseButton {
            objectName: "idle-continue"
            width: parent.width
            height: Sizes.px(Sizes.low ? 96 : Sizes.wide ? 120 : 150)
            size: Math.max(Sizes.label, Sizes.px(Sizes.low ? 36 : 46))
            icon: "hand-tap"
            label: Tr.s["idle.continue"]
            onActivated: dialog.course.stay()
        }
        PlainButton {
            objectName: "idle-erase"
            width: parent.width
            height: Sizes.px(Sizes.low ? 76 : 104)
            icon: "eraser"
            label: Tr.s["idle.erase." + dialog.moment]
            onActivated: dialog.course.finish()
        }
    }
}
