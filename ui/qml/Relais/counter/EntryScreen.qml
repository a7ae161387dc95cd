pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// One question of a request: what to say, the answer, and beside it everything answered so far.
FocusScope {
    id: screen

    required property var course
    readonly property var model: course.question_model
    readonly property var page: model.page
    readonly property var entry: course.entry_model.page
    readonly property var glosses: entry.glosses ?? ({})
    readonly property var gloss: glosses[page.name] ?? ({})
    readonly property var ahead: course.ahead_models.filter(model => model.page.name !== undefined)
    readonly property bool rtl: entry.rtl === true
    readonly property string way: page.way ?? "note"
    readonly property bool chosen: ["select_one", "select_multiple", "acknowledge", "another", "rank"].includes(way)
    // A picture, which this counter does not take: the request goes on without.
    readonly property bool passed: way.startsWith("no_")
    readonly property bool written: !chosen && !passed && way !== "note"
    readonly property real margin: Sizes.px(24)
    readonly property real said: say.y + say.height + (picture.visible ? picture.height + Sizes.px(12) : 0)
    // The form stops at 900 px; what was answered stands beside it (DESIGN §7).
    readonly property real formWidth: Math.min(Sizes.px(900), width - 3 * margin - Sizes.px(264))
    readonly property var blocks: [
        { id: "title", words: page.title ?? "", live: false, kind: "text" },
        { id: "hint", words: page.hint ?? "", live: false, kind: "text" },
        ...(answers.chips ? answers.chips.choices.map(choice => ({ id: "choice:" + choice.name, words: choice.label, live: false, kind: "text" })) : []),
        ...[].concat(...ahead.map(model => [
            { id: "ahead:" + model.page.name, words: model.page.title, live: false, kind: "text" },
            { id: "", words: model.page.hint, live: false, kind: "text" }
        ]))
    ].filter(block => block.words !== "")

    Component.onCompleted: {
        if (answers.line)
            answers.line.forceActiveFocus(Qt.TabFocusReason);
        else if (answers.chips)
            answers.chips.enter();
        else
            foot.enter();
    }

    EntryKeys {
        answers: answers.chips ? answers.chips.choices.length : 0
        onDigit: place => {
            answers.chips.pick(place);
            // Where the keyboard is and what is chosen must not be two places.
            answers.chips.chip(place).forceActiveFocus(Qt.TabFocusReason);
        }
        onMain: if (!lines.advance())
            screen.course.proceed()
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
    CounterScroll {
        id: form

        x: screen.margin - rim
        y: head.y + head.height + Sizes.px(18) - rim
        width: screen.formWidth + 2 * rim
        height: foot.y - Sizes.px(14) - y
        contentHeight: (lines.visible ? lines.y + lines.height : lines.above) + rim

        SayPanel {
            id: say

            x: form.rim
            y: form.rim
            width: screen.formWidth
            words: screen.page.title ?? ""
            hint: screen.page.hint ?? ""
            gloss: [screen.gloss.title ?? "", screen.gloss.hint ?? ""].filter(line => line !== "").join("\n")
            language: screen.rtl || Object.keys(screen.gloss).length > 0 ? Tr.client["language.name"] : ""
            blocks: screen.blocks
            drawn: form.reveals(y, height)
            LayoutMirroring.enabled: screen.rtl
            LayoutMirroring.childrenInherit: true
        }
        Image {
            id: picture

            x: form.rim
            y: say.y + say.height + Sizes.px(12)
            height: Sizes.px(170)
            visible: (screen.page.image ?? "") !== ""
            source: screen.page.image ?? ""
            sourceSize.width: 1200
            fillMode: Image.PreserveAspectFit
            asynchronous: true
        }
        CounterText {
            id: caption

            x: form.rim
            y: screen.said + Sizes.px(18)
            width: screen.formWidth
            visible: screen.chosen || screen.passed
            words: Tr.s["entry." + (screen.passed ? screen.way : screen.way === "select_multiple" ? "answers" : "answer")]
            font.weight: Font.DemiBold
        }
        CounterMessage {
            id: refused

            objectName: "refusal"
            x: form.rim
            y: caption.y + (caption.visible ? caption.height + Sizes.px(12) : 0)
            width: screen.formWidth
            visible: !screen.written && screen.model.refusal !== ""
            happened: screen.model.refusal
            onVisibleChanged: if (visible)
                form.show(refused)
        }
        Loader {
            id: answers

            readonly property ChipAnswers chips: item as ChipAnswers
            readonly property WrittenAnswer line: item as WrittenAnswer

            x: form.rim
            y: screen.written ? screen.said + Sizes.px(18) : refused.y + (refused.visible ? refused.height + Sizes.px(14) : 0)
            width: screen.formWidth
            visible: sourceComponent !== null
            sourceComponent: screen.chosen ? chips : screen.written ? line : null
            LayoutMirroring.enabled: screen.rtl && (screen.chosen || screen.way === "text")
            LayoutMirroring.childrenInherit: true
        }
        LinesAhead {
            id: lines

            readonly property real above: answers.visible ? answers.y + answers.height : screen.said

            x: form.rim
            y: above + Sizes.px(20)
            width: screen.formWidth
            models: screen.ahead
            glosses: screen.glosses
            rtl: screen.rtl
        }
    }
    EntryFoot {
        id: foot

        x: screen.margin
        y: parent.height - height - Sizes.px(16)
        width: needed <= screen.formWidth ? screen.formWidth : parent.width - 2 * screen.margin
        label: screen.page.returning ? Tr.s["question.return"] : Tr.s["entry.next"]
        waiting: screen.model.empty && screen.page.required === true && screen.way !== "note"
        onBack: screen.course.back()
        onSuspend: screen.course.suspend()
        onMain: screen.course.proceed()
    }
    AnsweredList {
        id: answered

        x: 2 * screen.margin + screen.formWidth
        y: head.y + head.height + Sizes.px(18)
        width: Math.min(Sizes.px(480), parent.width - x - screen.margin)
        height: (foot.width > screen.formWidth ? foot.y - Sizes.px(4) : parent.height) - y
        title: Tr.s["entry.answered"]
        keyName: "F9"
        rows: screen.entry.answered ?? []
        mirrored: screen.rtl
        onChange: index => screen.course.change(index)
    }

    Component {
        id: chips

        ChipAnswers {
            model: screen.model
            gloss: screen.gloss.choices ?? ({})
            scroll: form
            begin: answers.y
        }
    }
    Component {
        id: line

        WrittenAnswer {
            model: screen.model
        }
    }
}
