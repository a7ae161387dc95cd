import QtQuick
import Relais.Theme

// The request is on record: what to say, its code, its paper, and where it is now.
FocusScope {
    id: screen

    required property var course
    readonly property var model: course.done_model
    readonly property var page: model.page
    readonly property var entry: course.entry_model.page
    readonly property bool rtl: entry.rtl === true
    readonly property real margin: Sizes.px(24)
    readonly property real formWidth: width < Sizes.px(1250) ? width - 2 * margin : Sizes.px(900)
    readonly property var papers: page.bring ?? []
    // In one paragraph, which an agent says as it stands; each paper ends as a sentence does.
    readonly property string brought: papers.length === 0 ? "" : [
        Tr.client["done.bring"], ...papers.map(paper => /[.!?؟…]$/.test(paper) ? paper : paper + ".")
    ].join(" ")
    readonly property var blocks: [
        { id: "done.title", words: Tr.client["done.title"], live: false, kind: "text" },
        { id: "done.promise", words: page.promise ?? "", live: false, kind: "text" },
        { id: "done.bring", words: brought, live: false, kind: "text" },
        { id: "done.code", words: page.code ?? "", live: true, kind: "code" }
    ].filter(block => block.words !== "")

    Component.onCompleted: finish.forceActiveFocus(Qt.TabFocusReason)

    EntryKeys {
        onMain: screen.course.go_home()
        onBack: screen.course.go_home()
        onSay: say.read()
    }
    CounterText {
        id: title

        x: screen.margin
        y: Sizes.px(16)
        width: screen.formWidth
        role: "title"
        words: Tr.s["entry.done"]
    }
    SayPanel {
        id: say

        x: screen.margin
        y: title.y + title.height + Sizes.px(14)
        width: screen.formWidth
        words: Tr.client["done.title"]
        hint: screen.page.promise ?? ""
        sayId: "done.title"
        hintId: "done.promise"
        more: screen.brought
        moreId: "done.bring"
        language: (screen.entry.language ?? "fr") === "fr" ? "" : Tr.client["language.name"]
        gloss: language === "" ? "" : Tr.s["done.title"]
        who: "listen:done"
        blocks: screen.blocks
        LayoutMirroring.enabled: screen.rtl
        LayoutMirroring.childrenInherit: true
    }
    CodeCard {
        id: card

        x: screen.margin
        y: say.y + say.height + Sizes.px(18)
        width: screen.formWidth
        codeText: screen.page.code ?? ""
        qr: screen.page.qr ?? ""
        modules: screen.page.modules ?? 0
        progress: screen.model.state
        printing: screen.model.printing
        onAnswered: came => screen.course.afterwards.paper_came_out(came)
    }
    CounterButton {
        objectName: "print-again"
        x: screen.margin
        y: finish.y
        height: finish.height
        visible: screen.model.again
        icon: "printer"
        label: Tr.s["done.print.again"]
        onActivated: screen.course.afterwards.print_again()
    }
    CounterButton {
        id: finish

        objectName: "finish"
        x: screen.margin + screen.formWidth - width
        y: parent.height - height - Sizes.px(16)
        kind: "main"
        icon: "check"
        label: Tr.s["entry.finish"]
        keyName: Tr.s["entry.key.enter"]
        onActivated: screen.course.go_home()
    }
}
