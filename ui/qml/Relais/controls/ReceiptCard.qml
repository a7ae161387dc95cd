pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// What the person takes along: the code, the paper, and the square for the phone. Cut like a ticket.
Item {
    id: card

    property string codeText: ""
    property string qr: ""
    property int modules: 0
    property string printing: ""
    readonly property bool scannable: qr !== ""
    readonly property real tear: scannable ? width * (Sizes.low ? 0.56 : 0.585) : width
    readonly property real notch: Sizes.px(22)
    readonly property real edge: Sizes.px(4)
    readonly property real rim: Sizes.px(Sizes.low ? 26 : 40)
    readonly property var spoken: [...code.blocks, ...paper.blocks]

    signal answered(bool came)

    Plate {
        anchors.fill: parent
        startTop: Sizes.px(28)
        endTop: Sizes.px(28)
        outline: Theme.ink
        stroke: card.edge
    }
    SquareText {
        visible: card.scannable
        anchors.right: parent.right
        anchors.rightMargin: card.edge
        anchors.verticalCenter: parent.verticalCenter
        width: card.width - card.tear - card.notch - 2 * card.edge
        height: implicitHeight
        room: card.height - 2 * card.edge
        qr: card.qr
        modules: card.modules
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
        Dots {
            upright: true
            x: card.notch - width / 2
            y: card.notch + Sizes.px(10)
            width: Sizes.px(4)
            height: parent.height - 2 * y
        }
    }
    Stack {
        anchors.left: parent.left
        anchors.leftMargin: card.rim
        anchors.verticalCenter: parent.verticalCenter
        width: card.tear - card.rim - (card.scannable ? card.notch : 0) - Sizes.px(Sizes.low ? 12 : 16)
        spacing: Sizes.px(Sizes.low ? 8 : 20)

        CodeText {
            id: code

            width: parent.width
            height: implicitHeight
            codeText: card.codeText
            more: paper.well ? [] : paper.blocks
            most: Math.min(Sizes.code * (Sizes.low ? 1 : 1.3), (card.height - paper.height - Sizes.px(Sizes.low ? 80 : 150)) / 2.36)
        }
        Dots {
            width: parent.width
            height: Sizes.px(4)
        }
        PaperMessage {
            id: paper

            width: parent.width
            height: implicitHeight
            printing: card.printing
            drawn: !Sizes.low
            onAnswered: came => card.answered(came)
        }
    }
}
