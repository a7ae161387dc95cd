import QtQuick
import Relais.Theme
import Relais.controls

// The last screen in large letters: the same things one under the other, on as many pages as they need.
PagedStack {
    id: pages

    property var page: ({})
    property string progress: ""
    property string printing: ""
    property string phone: ""
    property var details: []
    readonly property var promised: (page.promise ?? "") === "" ? [] : [{ id: "done.promise", words: page.promise, live: false, kind: "text" }]
    readonly property var following: (page.next ?? "") === "" ? [] : [{ id: "done.next", words: page.next, live: false, kind: "text" }]

    signal answered(bool came)

    spacing: Sizes.px(Sizes.low ? 14 : 28)

    Item {
        width: parent.width
        height: Math.max(title.height, listen.height)

        Phrase {
            id: title

            anchors.left: parent.left
            anchors.right: listen.left
            anchors.rightMargin: Sizes.px(20)
            anchors.verticalCenter: parent.verticalCenter
            words: Tr.s["done.title"]
            voiced: "done.title"
            size: Sizes.low ? Math.max(Sizes.body, Math.round(Sizes.title * 0.8)) : Sizes.title
            line: Sizes.titleLine
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading
        }
        Ear {
            id: listen

            objectName: "listen"
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            who: "listen:done"
            blocks: [
                { id: "done.title", words: Tr.s["done.title"], live: false, kind: "text" }, ...code.blocks, ...paper.blocks,
                ...pages.promised, ...pages.following, { id: "done.state", words: now.words, live: false, kind: "text" }, ...call.blocks
            ]
        }
    }
    CodeText {
        id: code

        width: parent.width
        height: implicitHeight
        single: Sizes.columns
        codeText: pages.page.code ?? ""
        more: paper.well ? [] : paper.blocks
        most: Sizes.code
    }
    PaperMessage {
        id: paper

        width: parent.width
        height: implicitHeight
        printing: pages.printing
        onAnswered: came => pages.answered(came)
    }
    Phrase {
        width: parent.width
        visible: pages.promised.length > 0
        words: pages.page.promise ?? ""
        voiced: "done.promise"
        line: 1.28
        font.weight: Font.DemiBold
    }
    Phrase {
        width: parent.width
        visible: pages.following.length > 0
        words: pages.page.next ?? ""
        voiced: "done.next"
        line: 1.28
    }
    StateSentence {
        id: now

        width: parent.width
        height: implicitHeight
        progress: pages.progress
        phone: pages.phone
    }
    SquareText {
        width: parent.width
        height: implicitHeight
        visible: (pages.page.qr ?? "") !== ""
        beside: true
        qr: pages.page.qr ?? ""
        modules: pages.page.modules ?? 0
    }
    PhonePanel {
        id: call

        width: parent.width
        before: Tr.s["done.call"]
        number: pages.phone
        heard: true
    }
    Phrase {
        width: parent.width
        visible: pages.details.length > 0
        words: pages.details.join("\n")
        voiced: "done.details"
        line: 1.25
    }
}
