pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes
import Relais.Theme

// What the person takes along: the code, and the square for the phone. Cut like a ticket where both are there.
Item {
    id: card

    property string codeText: ""
    property string qr: ""
    property int modules: 0
    readonly property bool scannable: qr !== ""
    readonly property real tear: scannable ? width * 0.585 : width
    readonly property real notch: Sizes.px(22)
    readonly property real edge: Sizes.px(4)
    readonly property real side: Math.min(width - tear - notch - 2 * edge, height - caption.height - 2 * edge - Sizes.px(8))
    // Whole pixels for each module, or a phone may not read it. The quiet zone is part of the picture.
    readonly property int module: modules > 0 ? Math.floor(side / modules) : 0

    Plate {
        anchors.fill: parent
        startTop: Sizes.px(28)
        endTop: Sizes.px(28)
        outline: Theme.ink
        stroke: card.edge
    }
    Stack {
        anchors.left: parent.left
        anchors.leftMargin: Sizes.px(Sizes.low ? 28 : 40)
        anchors.verticalCenter: parent.verticalCenter
        width: card.tear - Sizes.px(Sizes.low ? 56 : 80)
        spacing: Sizes.px(Sizes.low ? 4 : 12)

        Phrase {
            width: parent.width
            words: Tr.s["done.code"]
            line: 1.2
            font.weight: Font.Bold
        }
        Phrase {
            objectName: "code"
            // Wide enough for two groups of three digits, too narrow for three.
            anchors.left: parent.left
            width: Math.min(parent.width, size * 4.6)
            // As it is: its spaces are where it may turn to the second line.
            text: card.codeText
            size: Math.min(Sizes.code * (Sizes.low ? 1 : 1.3), parent.width / 4, (card.height - Sizes.px(Sizes.low ? 160 : 210)) / 2.4)
            line: 1.18
            font.weight: Font.Bold
            Accessible.name: card.codeText
        }
        Rectangle {
            width: parent.width
            height: Sizes.stroke
            color: Theme.lineSoft
        }
        Phrase {
            width: parent.width
            words: Tr.s["done.keep"]
            line: 1.28
            font.weight: Font.Bold
        }
    }
    Stack {
        visible: card.scannable
        anchors.right: parent.right
        anchors.rightMargin: card.edge
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: Sizes.px(-4)
        width: card.width - card.tear - card.notch - card.edge

        Image {
            // A picture from a data URI arrives a little later: whoever photographs the screen waits for it.
            readonly property bool loading: status === Image.Loading

            objectName: "qr"
            anchors.horizontalCenter: parent.horizontalCenter
            width: card.module * card.modules
            height: width
            source: card.qr
            cache: false
            smooth: false
            Accessible.role: Accessible.Graphic
            Accessible.name: Tr.s["done.scan"]
        }
        Phrase {
            id: caption

            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width - Sizes.px(16), size * 10.9)
            words: Tr.s["done.scan"]
            line: 1.2
            horizontalAlignment: Text.AlignHCenter
            font.weight: Font.Bold
        }
    }
    Plate {
        // Once more over the picture, whose quiet zone is white to its corners.
        anchors.fill: parent
        startTop: Sizes.px(28)
        endTop: Sizes.px(28)
        color: "transparent"
        outline: Theme.ink
        stroke: card.edge
    }
    Item {
        visible: card.scannable
        anchors.left: parent.left
        anchors.leftMargin: card.tear - card.notch
        y: -1
        width: 2 * card.notch
        height: parent.height + 2
        clip: true

        Repeater {
            model: 2

            Rectangle {
                required property int index

                width: 2 * card.notch
                height: width
                radius: width / 2
                y: index === 0 ? -card.notch : card.height + 2 - card.notch
                color: Theme.ground
                border.width: Sizes.px(4)
                border.color: Theme.ink
            }
        }
        Shape {
            anchors.fill: parent
            preferredRendererType: Shape.CurveRenderer

            ShapePath {
                strokeColor: Theme.line
                strokeWidth: Sizes.px(4)
                fillColor: "transparent"
                strokeStyle: ShapePath.DashLine
                dashPattern: [0.1, 2]
                capStyle: ShapePath.RoundCap
                startX: card.notch
                startY: card.notch + Sizes.px(10)
                PathLine {
                    x: card.notch
                    y: card.height - card.notch - Sizes.px(10)
                }
            }
        }
    }
}
