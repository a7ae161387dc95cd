import QtQuick
import Relais.Theme

// What happened (bold), what to do, an ear. `mood` is "err", "warn", "info" or "human". Large letters in a narrow
// column stand under the sign; in a `room` they shrink before they are cut.
Item {
    id: message

    property string mood: "err"
    property string icon: mood === "err" ? "warning-octagon" : "info"
    property string iconCut: "duotone"
    property string happened: ""
    property string advice: ""
    property int weight: Font.Bold
    property real room: 0
    // The name of its ear, and of its two blocks; without one it has no ear.
    property string voice: ""
    readonly property color strong: mood === "err" ? Theme.err : mood === "warn" ? Theme.warn : Theme.act
    readonly property color soft: mood === "err" ? Theme.errSoft : mood === "warn" ? Theme.warnSoft : Theme.actSoft
    readonly property bool framed: mood !== "info"
    readonly property bool heard: voice !== ""
    readonly property var blocks: [
        { id: voice + ":what", words: happened, live: false, kind: "text" },
        { id: voice + ":do", words: advice, live: false, kind: "text" }
    ].filter(block => block.words !== "")
    readonly property bool under: Sizes.step > 2 && width < Sizes.px(720)
    readonly property real margin: Sizes.px(Sizes.low ? 12 : 20)
    readonly property real start: Sizes.px(Sizes.low ? 30 : 42)
    readonly property real between: Sizes.px(Sizes.low ? 16 : 22)
    readonly property real band: under ? Math.max(sign.height, ear.height) + Sizes.px(8) : 0
    readonly property real wordsWidth: under ? width - start - Sizes.px(16)
                                             : width - start - sign.width - between - Sizes.px(20) - (heard ? ear.width + Sizes.px(4) : 0)
    readonly property int size: room > 0 ? smaller() : Sizes.body

    function smaller(): int {
        for (let size = Sizes.body; size > Sizes.px(28); size--) {
            const happens = gauge.lines(happened, size, wordsWidth), tells = advice === "" ? 0 : gauge.lines(advice, size, wordsWidth);
            if (happens > 0 && (advice === "" || tells > 0) && gauge.tall(happens, size, 1.28) + gauge.tall(tells, size, 1.28) + band + 2 * margin <= room)
                return size;
        }
        return Math.min(Sizes.body, Sizes.px(28));
    }

    implicitHeight: Math.max(under ? 0 : sign.height, !under && heard ? Sizes.px(76) : 0, band + words.height) + 2 * margin
    Accessible.role: framed ? Accessible.AlertMessage : Accessible.StaticText
    Accessible.name: message.happened + " " + message.advice

    Plate {
        anchors.fill: parent
        color: message.strong
        stroke: 0
    }
    Plate {
        anchors.fill: parent
        anchors.leftMargin: Sizes.px(14)
        startTop: Sizes.px(8)
        color: message.soft
        stroke: 0
    }
    Plate {
        anchors.fill: parent
        visible: message.framed || Theme.outlined
        color: "transparent"
        outline: message.strong
    }
    Pictogram {
        id: sign

        anchors.left: parent.left
        anchors.leftMargin: message.start
        y: message.under ? message.margin + (ear.height - height) / 2 : (parent.height - height) / 2
        name: message.icon
        cut: message.iconCut
        size: Sizes.px(Sizes.low ? 48 : 60)
        ink: message.strong
        tone: Theme.surface
    }
    Stack {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: message.under ? message.start : message.start + sign.width + message.between
        y: (parent.height - message.band - height) / 2 + message.band
        width: message.wordsWidth
        height: implicitHeight

        Phrase {
            width: parent.width
            words: message.happened
            voiced: message.heard ? message.voice + ":what" : ""
            size: message.size
            line: 1.28
            color: message.framed ? message.strong : Theme.ink
            font.weight: message.weight
            Accessible.ignored: true
        }
        Phrase {
            width: parent.width
            visible: message.advice !== ""
            words: message.advice
            voiced: message.heard ? message.voice + ":do" : ""
            size: message.size
            line: 1.28
            Accessible.ignored: true
        }
    }
    Ear {
        id: ear

        visible: message.heard
        who: "ear:" + message.voice
        blocks: message.blocks
        anchors.right: parent.right
        anchors.rightMargin: Sizes.px(14)
        y: message.under ? message.margin : (parent.height - height) / 2
        width: Sizes.px(76)
        height: message.under ? Sizes.px(64) : Math.min(Sizes.px(112), parent.height - Sizes.px(24))
    }
    Gauge {
        id: gauge
    }
}
