import QtQuick
import Relais.Theme
import Relais.controls

// "Votre demande est enregistrée.", the promise, what happens next, and where the request is now (its words follow the
// proof), whole.
Stack {
    id: head

    property string promise: ""
    property string next: ""
    // What happens next is on the paper too: the only words that are left out where there is no room for them.
    property real room: Infinity
    readonly property real taken: title.height + (promise !== "" ? promised.height : 0) + sentence.height + listen.height + 4 * spacing
    readonly property bool tells: next !== "" && taken + following.height <= room
    property string progress: ""
    property string phone: ""
    // What the voice reads after these words.
    property var more: []
    readonly property var blocks: [
        { id: "done.title", words: Tr.s["done.title"], live: false, kind: "text" },
        ...(promise !== "" ? [{ id: "done.promise", words: promise, live: false, kind: "text" }] : []),
        ...(tells ? [{ id: "done.next", words: next, live: false, kind: "text" }] : []),
        { id: "done.state", words: sentence.words, live: false, kind: "text" }
    ]

    spacing: Sizes.px(Sizes.low ? 12 : 16)

    Phrase {
        id: title

        width: parent.width
        words: Tr.s["done.title"]
        voiced: "done.title"
        size: Sizes.title
        line: Sizes.titleLine
        font.weight: Font.ExtraBold
        Accessible.role: Accessible.Heading
    }
    Phrase {
        id: promised

        width: parent.width
        visible: head.promise !== ""
        words: head.promise
        voiced: "done.promise"
        size: Math.max(Sizes.body, Sizes.px(Sizes.low ? 30 : 34))
        line: 1.28
        font.weight: Font.DemiBold
    }
    Phrase {
        id: following

        width: parent.width
        visible: head.tells
        words: head.next
        voiced: "done.next"
        line: 1.28
    }
    StateSentence {
        id: sentence

        width: parent.width
        height: implicitHeight
        progress: head.progress
        phone: head.phone
    }
    ListenButton {
        id: listen

        anchors.left: parent.left
        width: implicitWidth
        height: implicitHeight
        who: "listen:done"
        blocks: [...head.blocks, ...head.more]
        room: parent.width
    }
}
