pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes
import Relais.Theme

// The welcome landscape: hills, sun, a road from milestone to milestone. Drawn 1080 wide, from the ridge at 530 to
// the foot at 1291; hills and road stretch to the height they are given, stones keep their shape.
Item {
    id: scene

    property real ridge: 0
    property real sunX: 841
    property real sunY: 0
    readonly property real across: width / 1080
    readonly property real along: (height - ridge) / (1291 - 530)

    // In the contrast theme hills are black before black: their outlines tell them apart.
    readonly property color line: Theme.outlined ? Theme.ink : "transparent"
    readonly property real thick: Theme.outlined ? 4 : -1

    clip: true
    Accessible.ignored: true

    Rectangle {
        anchors.fill: parent
        color: Theme.sky
    }
    Rectangle {
        x: (scene.sunX - 128) * scene.across
        y: scene.sunY - height / 2
        width: 256 * scene.across
        height: width
        radius: width / 2
        color: Theme.outlined ? Theme.sky : Theme.sun
        border.width: Theme.outlined ? Sizes.stroke : 0
        border.color: Theme.ink
    }
    Shape {
        width: 1080
        height: 1291
        preferredRendererType: Shape.CurveRenderer
        transform: [
            Scale {
                xScale: scene.across
                yScale: scene.along
            },
            Translate {
                y: scene.ridge - 530 * scene.along
            }
        ]

        ShapePath {
            fillColor: Theme.hill1
            strokeColor: scene.line
            strokeWidth: scene.thick
            PathSvg {
                path: "M0 620C234 492 384 581 558 626S948 594 1080 530V2000H0Z"
            }
        }
        ShapePath {
            fillColor: Theme.hill2
            strokeColor: scene.line
            strokeWidth: scene.thick
            PathSvg {
                path: "M0 720C169 650 310 649 545 716S937 738 1080 660V2000H0Z"
            }
        }
        ShapePath {
            fillColor: Theme.hill3
            strokeColor: scene.line
            strokeWidth: scene.thick
            PathSvg {
                path: "M0 920C220 810 429 834 565 853S866 948 1080 861V2000H0Z"
            }
        }
        ShapePath {
            fillColor: Theme.hill4
            strokeColor: scene.line
            strokeWidth: scene.thick
            PathSvg {
                path: "M0 1160C278 1045 481 1067 660 1088S943 1141 1080 1110V2000H0Z"
            }
        }
        ShapePath {
            fillColor: Theme.road
            strokeColor: scene.line
            strokeWidth: scene.thick
            PathSvg {
                path: "M599 730C592 762 508 786 508 834C508 906 660 916 748 960C786 980 803 998 803 1016C803 1052 760 1090 640 1180L700 1230C860 1136 911 1092 911 1032C911 912 553 908 553 832C553 796 626 778 626 737Z"
            }
        }
    }
    Repeater {
        model: [
            { x: 684, y: 736, w: 39, h: 53 },
            { x: 364, y: 825, w: 57, h: 76 },
            { x: 918, y: 998, w: 88, h: 118 }
        ]

        Item {
            id: spot

            required property var modelData

            x: modelData.x * scene.across
            y: scene.ridge + (modelData.y + modelData.h - 530) * scene.along - height
            width: modelData.w * scene.across
            height: modelData.h * scene.across

            Rectangle {
                x: -parent.width * 0.13
                y: parent.height - height * 0.55
                width: parent.width * 1.26
                height: parent.width * 0.16
                radius: height / 2
                visible: !Theme.outlined
                color: Theme.hill4
                opacity: 0.35
            }
            Milestone {
                anchors.fill: parent
            }
        }
    }
}
