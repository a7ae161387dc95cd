pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// What the last screen says, one thing under the other, on as many pages as they need. In large letters the ticket
// and the phone are among them; else they stand beside it (`apart`), and `more` is what the voice reads of them.
PagedStack {
    id: pages

    property bool apart: false
    property var more: []
    property var page: ({})
    property string progress: ""
    property string printing: ""
    property string phone: ""
    property var details: []
    readonly property var promised: (page.promise ?? "") === "" ? [] : [{ id: "done.promise", words: page.promise, live: false, kind: "text" }]
    readonly property var papers: page.bring ?? []
    readonly property var brought: papers.length === 0 ? [] : [
        { id: "done.bring", words: Tr.s["done.bring"], live: false, kind: "text" },
        ...papers.map((words, place) => ({ id: "done.bring:" + place, words: words, live: false, kind: "text" }))
    ]
    readonly property var following: (page.next ?? "") === "" ? [] : [{ id: "done.next", words: page.next, live: false, kind: "text" }]

    signal answered(bool came)

    spacing: Sizes.px(Sizes.low ? 14 : apart ? 16 : 28)

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
                { id: "done.title", words: Tr.s["done.title"], live: false, kind: "text" },
                ...(pages.apart ? [] : [...code.blocks, ...paper.blocks]), ...pages.promised, ...pages.following,
                { id: "done.state", words: now.words, live: false, kind: "text" }, ...pages.brought,
                ...(pages.apart ? pages.more : call.blocks)
            ]
        }
    }
    CodeText {
        id: code

        width: parent.width
        height: implicitHeight
        visible: !pages.apart
        single: Sizes.columns
        codeText: pages.page.code ?? ""
        more: paper.well ? [] : paper.blocks
        most: Sizes.code
    }
    PaperMessage {
        id: paper

        width: parent.width
        height: implicitHeight
        visible: !pages.apart
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
    Repeater {
        model: pages.papers
        onItemAdded: pages.settle()
        onItemRemoved: pages.settle()

        PaperLine {
            required property string modelData
            required property int index

            width: parent?.width ?? 0
            height: implicitHeight
            title: index === 0 ? Tr.s["done.bring"] : ""
            words: modelData
            voiced: "done.bring:" + index
        }
    }
    SquareText {
        width: parent.width
        height: implicitHeight
        visible: !pages.apart && (pages.page.qr ?? "") !== ""
        beside: true
        qr: pages.page.qr ?? ""
        modules: pages.page.modules ?? 0
    }
    PhonePanel {
        id: call

        width: parent.width
        visible: !pages.apart
        before: Tr.s["done.call"]
        number: pages.phone
        heard: true
    }
    Phrase {
        width: parent.width
        visible: !pages.apart && pages.details.length > 0
        words: pages.details.join("\n")
        voiced: "done.details"
        line: 1.25
    }
}
