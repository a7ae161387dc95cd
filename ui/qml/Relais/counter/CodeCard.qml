import QtQuick
import Relais.Theme
import Relais.controls

// The code to keep, where the request is now, what is known of its paper, and the square for a phone.
Item {
    id: card

    property string codeText: ""
    property string qr: ""
    property int modules: 0
    property string progress: ""
    property string printing: ""
    readonly property real rim: Sizes.px(24)
    // Whole pixels for each module, or a phone may not read it.
    readonly property int module: modules > 0 ? Math.max(1, Math.floor(Sizes.px(200) / modules)) : 0
    readonly property real textWidth: width - 2 * rim - (square.visible ? square.width + rim : 0)
    readonly property bool asks: printing === "unknown"
    readonly property bool well: ["waiting", "printing", "printed"].includes(printing)

    signal answered(bool came)

    implicitHeight: Math.max(words.implicitHeight, square.visible ? square.height : 0) + 2 * rim
    height: implicitHeight

    Plate {
        anchors.fill: parent
        startTop: Sizes.px(16)
        endTop: startTop
        outline: Theme.lineSoft
        stroke: Sizes.px(2)
    }
    Stack {
        id: words

        x: card.rim
        y: card.rim
        width: card.textWidth
        height: implicitHeight
        spacing: Sizes.px(10)

        CounterText {
            width: parent.width
            words: Tr.s["client.code"]
            color: Theme.inkSoft
        }
        CounterText {
            objectName: "code"
            width: parent.width
            // As it is: its spaces are where it may turn to the second line.
            text: card.codeText
            size: Sizes.px(44)
            line: 1.15
            font.weight: Font.Bold
            Accessible.name: card.codeText
        }
        CounterText {
            objectName: "state"
            width: Math.min(parent.width, size * 30)
            visible: card.progress !== ""
            words: visible ? Tr.s["entry.state." + card.progress] : ""
            color: card.progress === "received" ? Theme.ok : Theme.ink
            font.weight: Font.Bold
            Accessible.role: Accessible.AlertMessage
        }
        CounterMessage {
            objectName: "paper"
            width: parent.width
            visible: card.printing !== ""
            mood: card.well || card.asks ? "info" : "warn"
            icon: card.well || card.asks ? "printer" : "warning"
            happened: visible ? Tr.s["entry.paper." + card.printing] : ""
            advice: visible ? Tr.s["entry.paper." + card.printing + ".do"] ?? "" : ""
        }
        Item {
            width: parent.width
            height: Sizes.px(44)
            visible: card.asks

            CounterButton {
                id: yes

                objectName: "paper-yes"
                icon: "check"
                label: Tr.s["done.print.yes"]
                onActivated: card.answered(true)
            }
            CounterButton {
                objectName: "paper-no"
                x: yes.width + Sizes.px(12)
                icon: "x"
                label: Tr.s["done.print.no"]
                onActivated: card.answered(false)
            }
        }
    }
    Rectangle {
        id: square

        anchors.right: parent.right
        anchors.rightMargin: card.rim
        anchors.verticalCenter: parent.verticalCenter
        visible: card.qr !== ""
        width: card.module * card.modules + Sizes.px(12)
        height: width
        radius: Sizes.px(8)
        color: picture.ground

        Image {
            id: picture

            // A picture from a data URI arrives a little later: whoever photographs the screen waits for it.
            readonly property bool loading: status === Image.Loading
            readonly property color ground: Theme.sample("clair", "surface")

            objectName: "qr"
            anchors.centerIn: parent
            width: card.module * card.modules
            height: width
            source: card.qr
            cache: false
            smooth: false
            Accessible.role: Accessible.Graphic
            Accessible.name: Tr.s["entry.square"]
        }
    }
}
