import QtQuick
import Relais.Theme
import Relais.controls

// « À dire »: the sentence to say aloud, word for word what the kiosk asks, and its voice. `blocks` are what the voice
// reads; the first two stand here, and `more`.
Item {
    id: say

    property string words: ""
    property string hint: ""
    property string more: ""
    // The same in French, when the client speaks another language.
    property string gloss: ""
    property string language: ""
    property string who: "question"
    property var blocks: []
    property bool drawn: true
    property string sayId: "title"
    property string hintId: "hint"
    property string moreId: ""
    readonly property string keyName: "F6"
    readonly property real rim: Sizes.px(20)

    function read() {
        Voice.toggle(say.who, say.blocks);
    }

    implicitHeight: Math.max(Sizes.px(82), told.implicitHeight + Sizes.px(22))
    height: implicitHeight

    Rectangle {
        anchors.fill: parent
        radius: Sizes.px(16)
        color: Theme.voice
    }
    Rectangle {
        anchors.fill: parent
        anchors.leftMargin: Sizes.px(9)
        radius: Sizes.px(14)
        color: Theme.voiceSoft
        border.width: Theme.outlined ? Sizes.px(2) : 0
        border.color: Theme.voice
    }
    Stack {
        id: told

        anchors.left: parent.left
        anchors.leftMargin: Sizes.px(9) + say.rim
        anchors.right: listen.left
        anchors.rightMargin: say.rim
        y: (parent.height - height) / 2
        height: implicitHeight
        spacing: Sizes.px(4)

        Item {
            width: parent.width
            height: head.height

            Pictogram {
                id: sign

                anchors.left: parent.left
                anchors.verticalCenter: parent.verticalCenter
                visible: say.drawn
                name: "chat-circle-text"
                cut: "bold"
                size: Sizes.px(22)
                tone: "transparent"
            }
            CounterText {
                id: head

                anchors.left: sign.right
                anchors.leftMargin: Sizes.px(8)
                role: "min"
                words: say.language === "" ? Tr.s["entry.say"] : Tr.f("entry.say.in", { language: say.language })
                font.weight: Font.DemiBold
            }
        }
        CounterText {
            width: parent.width
            role: "toSay"
            words: say.words
            voiced: say.sayId
            framed: false
            Accessible.role: Accessible.Heading
        }
        CounterText {
            anchors.left: parent.left
            width: Math.min(parent.width, size * 30)
            visible: say.hint !== ""
            words: say.hint
            voiced: say.hintId
            framed: false
        }
        CounterText {
            anchors.left: parent.left
            width: Math.min(parent.width, size * 30)
            visible: say.more !== ""
            words: say.more
            voiced: say.moreId
            framed: false
        }
        CounterText {
            anchors.left: parent.left
            width: Math.min(parent.width, size * 30)
            role: "min"
            visible: say.gloss !== ""
            words: say.gloss
            color: Theme.inkSoft
        }
    }
    Ear {
        id: listen

        objectName: "listen"
        opacity: say.drawn ? 1 : 0
        anchors.right: cap.left
        anchors.rightMargin: Sizes.px(12)
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.px(56)
        height: width
        who: say.who
        blocks: say.blocks
        Keys.onShortcutOverride: event => event.accepted = [Qt.Key_Return, Qt.Key_Enter].includes(event.key)
    }
    KeyCap {
        id: cap

        anchors.right: parent.right
        anchors.rightMargin: say.rim
        anchors.verticalCenter: parent.verticalCenter
        words: say.keyName
    }
}
