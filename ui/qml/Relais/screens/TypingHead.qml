import QtQuick
import Relais.Theme
import Relais.controls

// Above a keyboard: the step, the question and Écouter on one line. Where the question needs more lines, the step
// stands over Écouter and leaves it the width.
Item {
    id: head

    property string title: ""
    property int current: 1
    property int count: 1
    property real room: 0
    property var blocks: []
    readonly property real between: Sizes.px(25)
    readonly property real beside: width - step.width - listen.width - 2 * between
    readonly property real alone: width - Math.max(step.width, listen.width) - between
    readonly property real piledHeight: step.height + Sizes.px(8) + listen.height
    readonly property bool piled: Math.max(piledHeight, tall(alone)) < tall(beside)
    readonly property real titleWidth: piled ? alone : beside
    readonly property int size: gauge.fit(title, Sizes.title, Sizes.px(28), Sizes.titleLine, titleWidth, room)

    function tall(across: real): real {
        const size = Math.max(Sizes.body, Math.round(Sizes.title * 0.85));
        const count = gauge.lines(title, size, across);
        return count > 0 ? gauge.tall(count, size, Sizes.titleLine) : 100000;
    }

    height: Math.max(words.implicitHeight, piled ? piledHeight : listen.height)

    Plate {
        id: step

        x: head.piled !== Theme.rtl ? parent.width - width : 0
        y: head.piled ? 0 : (listen.height - height) / 2
        width: sentence.implicitWidth + Sizes.px(44)
        height: Sizes.px(60)
        startTop: Sizes.px(28)
        endTop: startTop
        startBottom: Sizes.px(6)
        endBottom: startBottom
        outline: Theme.act

        Phrase {
            id: sentence

            anchors.centerIn: parent
            words: Tr.f("step.of", { current: head.current, count: head.count })
            size: Sizes.chrome
            line: 1.2
            wrapMode: Text.NoWrap
            font.weight: Font.Bold
        }
    }
    Phrase {
        id: words

        readonly property real slot: head.piled ? 0 : step.width + head.between

        x: Theme.rtl ? parent.width - width - slot : slot
        y: head.piled ? 0 : Math.max(0, (listen.height - height) / 2)
        width: head.titleWidth
        height: implicitHeight
        words: head.title
        voiced: "title"
        size: head.size
        line: Sizes.titleLine
        font.weight: Font.ExtraBold
        Accessible.role: Accessible.Heading
    }
    ListenButton {
        id: listen

        anchors.right: parent.right
        y: head.piled ? step.height + Sizes.px(8) : 0
        width: implicitWidth
        height: implicitHeight
        size: Math.min(Sizes.label, Sizes.px(40))
        who: "question"
        blocks: head.blocks
    }
    Gauge {
        id: gauge

        weight: Font.ExtraBold
    }
}
