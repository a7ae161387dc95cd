import QtQuick
import Relais.Theme

// The question: arch pictogram, title, one hint, Écouter. Where `room` is short the arch goes first, then the hint
// (it is still spoken), then the title shrinks; nothing is ever cut.
Item {
    id: head

    property string title: ""
    property string hint: ""
    property string icon: ""
    property string cap: ""
    property real room: 0
    // What Écouter reads; without a `who` there is no Écouter here.
    property string who: ""
    property var blocks: []
    readonly property real free: (room > 0 ? room : 100000) - (who !== "" ? listen.height + below : 0)
    readonly property real below: Sizes.px(Sizes.low ? 14 : 20)
    readonly property real archWidth: Sizes.px(Sizes.columns ? 210 : 168)
    readonly property real archHeight: Sizes.px(Sizes.columns ? 236 : 184)
    readonly property real beside: width - archWidth - Sizes.px(32)
    readonly property bool hinted: hint !== "" && Sizes.step < 4 && needs(width, true) <= free
    readonly property bool arched: icon !== "" && !Sizes.low && Sizes.step < 4 && archHeight <= free && needs(beside, hint !== "") <= free
    readonly property real textWidth: arched ? beside : width
    readonly property real hintRoom: hinted || arched && hint !== "" ? advice.implicitHeight + words.spacing : 0
    readonly property int titleSize: gauge.fit(title, Sizes.title, Sizes.px(28), Sizes.titleLine, textWidth, free - hintRoom)

    // How tall title and hint are at full size; the title may come down a little before anything goes.
    function needs(across: real, withHint: bool): real {
        const size = Math.max(Sizes.body, Math.round(Sizes.title * 0.85));
        const count = gauge.lines(title, size, across);
        const told = withHint ? thin.tall(thin.lines(hint, Sizes.body, across), Sizes.body, Sizes.bodyLine) + words.spacing : 0;
        return count > 0 ? gauge.tall(count, size, Sizes.titleLine) + told : 100000;
    }

    height: (arched ? Math.max(archHeight, words.height) : words.height) + (who !== "" ? below + listen.height : 0)

    Arch {
        visible: head.arched
        anchors.left: parent.left
        width: head.archWidth
        height: head.archHeight
        icon: head.icon
        iconSize: Sizes.px(Sizes.columns ? 146 : 116)
        color: Theme.cap(head.cap)
    }
    Stack {
        id: words

        anchors.right: parent.right
        y: head.arched ? Math.max(0, (head.archHeight - height) / 2) : 0
        height: implicitHeight
        width: head.textWidth
        spacing: Sizes.px(Sizes.low ? 12 : 8)

        Phrase {
            width: parent.width
            words: head.title
            voiced: "title"
            size: head.titleSize
            line: Sizes.titleLine
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading
        }
        Phrase {
            id: advice

            width: parent.width
            visible: head.hint !== "" && (head.hinted || head.arched)
            words: head.hint
            voiced: "hint"
            color: Theme.inkSoft
        }
    }
    ListenButton {
        id: listen

        visible: head.who !== ""
        anchors.left: parent.left
        y: parent.height - height
        width: implicitWidth
        height: implicitHeight
        // The sentence beside it keeps to the height of the pill: not in large letters.
        room: Sizes.low || Sizes.step > 2 ? 0 : parent.width
        size: bold.fitAll([Tr.s["voice.listen"], Tr.s["voice.pause"], Tr.s["voice.muted"]], Sizes.label, Sizes.px(28), 1.2,
                          head.width - Sizes.px(176), Sizes.px(Sizes.low ? 76 : 104))
        who: head.who
        blocks: head.blocks
    }
    Gauge {
        id: gauge

        weight: Font.ExtraBold
    }
    Gauge {
        id: bold
    }
    Gauge {
        id: thin

        weight: Font.Medium
    }
}
