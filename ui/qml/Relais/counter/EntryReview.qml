import QtQuick
import Relais.Theme

// The answers read back before they are recorded, and who will read them.
FocusScope {
    id: screen

    required property var course
    readonly property var model: course.review_model
    readonly property var page: model.page
    readonly property var entry: course.entry_model.page
    readonly property var rows: page.rows ?? []
    readonly property bool rtl: entry.rtl === true
    readonly property bool troubled: model.happened !== ""
    readonly property real margin: Sizes.px(24)
    readonly property real formWidth: width < Sizes.px(1250) ? width - 2 * margin : Sizes.px(900)
    // Where there is room, who reads the answers stands beside them.
    readonly property bool wide: width - formWidth - 3 * margin >= Sizes.px(320)
    readonly property var blocks: [
        { id: "title", words: Tr.client["review.title"], live: false, kind: "text" },
        ...rows.reduce((every, row) => [
            ...every,
            { id: "review.question:" + row.name, words: row.label, live: true, kind: "text" },
            { id: "review.answer:" + row.name, words: row.shown || Tr.client["form.no_answer"], live: true, kind: "text" }
        ], []),
        { id: "notice", words: ((page.notice ?? "") + " " + (page.noticeDetail ?? "")).trim(), live: false, kind: "text" }
    ].filter(block => block.words !== "")

    Component.onCompleted: foot.enter()

    EntryKeys {
        onMain: screen.course.confirm()
        onBack: screen.course.back()
        onSay: say.read()
        onSuspend: screen.course.suspend()
        onAnswered: answered.enter()
        onMode: name => screen.course.set_mode(name)
    }
    EntryHead {
        id: head

        x: screen.margin
        y: Sizes.px(16)
        width: parent.width - 2 * screen.margin
        service: screen.entry.service ?? ""
        current: screen.page.step ?? 1
        count: screen.page.steps ?? 1
        mode: screen.entry.mode ?? ""
        onPicked: mode => screen.course.set_mode(mode)
    }
    SayPanel {
        id: say

        x: screen.margin
        y: head.y + head.height + Sizes.px(18)
        width: screen.formWidth
        words: Tr.client["review.title"]
        gloss: language === "" ? "" : Tr.s["review.title"]
        language: screen.entry.language === "fr" ? "" : Tr.client["language.name"]
        who: "listen:review"
        blocks: screen.blocks
        LayoutMirroring.enabled: screen.rtl
        LayoutMirroring.childrenInherit: true
    }
    AnsweredList {
        id: answered

        x: screen.margin
        y: say.y + say.height + Sizes.px(18)
        width: screen.formWidth
        height: (screen.wide ? foot.y : notices.y) - Sizes.px(12) - y
        columns: 2
        heard: true
        title: Tr.s["entry.answers.all"]
        keyName: "F9"
        rows: screen.rows
        mirrored: screen.rtl
        removal: screen.course.removal_model
        onChange: index => screen.course.change(index)
    }
    Item {
        id: notices

        x: screen.wide ? 2 * screen.margin + screen.formWidth : screen.margin
        y: screen.wide ? say.y : foot.y - height - Sizes.px(14)
        width: screen.wide ? Math.min(Sizes.px(480), parent.width - x - screen.margin) : screen.formWidth
        height: notice.height + (trouble.visible ? trouble.height + Sizes.px(10) : 0)

        CounterMessage {
            id: trouble

            objectName: "refusal"
            width: parent.width
            visible: screen.troubled
            happened: screen.model.happened
            advice: screen.model.advice
        }
        CounterMessage {
            id: notice

            y: trouble.visible ? trouble.height + Sizes.px(10) : 0
            width: parent.width
            mood: "info"
            icon: "lock-key"
            happened: screen.page.notice ?? ""
            advice: screen.page.noticeDetail ?? ""
            LayoutMirroring.enabled: screen.rtl
            LayoutMirroring.childrenInherit: true
        }
    }
    EntryFoot {
        id: foot

        x: screen.margin
        y: parent.height - height - Sizes.px(16)
        width: screen.formWidth
        target: "confirm"
        icon: "check"
        label: screen.troubled ? Tr.s["review.again"] : Tr.s["entry.record"]
        waiting: screen.model.sending
        onBack: screen.course.back()
        onSuspend: screen.course.suspend()
        onMain: screen.course.confirm()
    }
}
