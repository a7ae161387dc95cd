pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// A case: where it stands and what was answered at the start side, what the agent decides at the end side.
FocusScope {
    id: screen

    required property var course
    readonly property var model: course.case_model
    readonly property var page: model.page
    readonly property real margin: Sizes.px(24)
    readonly property real formWidth: Math.min(Sizes.px(480), width * 0.42)
    readonly property real factsWidth: Math.min(Sizes.px(900), width - formWidth - 3 * margin)
    readonly property real whole: factsWidth + margin + formWidth
    // Only a partner decides about what a partner treats.
    readonly property bool decides: (page.statuses ?? []).length > 0

    Component.onCompleted: decides ? decision.enter() : foot.enter()

    Shortcut {
        sequence: "Escape"
        autoRepeat: false
        enabled: screen.enabled
        // Out of a message that is being written first: a slip must not lose it.
        onActivated: decision.writing ? decision.enter() : screen.course.back()
    }
    Shortcut {
        sequences: ["Return", "Enter"]
        autoRepeat: false
        enabled: screen.enabled && screen.decides
        onActivated: if (!Touch.hasty)
            decision.decide()
    }
    Shortcut {
        sequence: "PgDown"
        enabled: screen.enabled && facts.longer
        onActivated: facts.contentY = Math.min(facts.contentHeight - facts.height, facts.contentY + facts.height / 2)
    }
    Shortcut {
        sequence: "PgUp"
        enabled: screen.enabled && facts.longer
        onActivated: facts.contentY = Math.max(0, facts.contentY - facts.height / 2)
    }
    CounterText {
        id: title

        x: screen.margin
        y: Sizes.px(16)
        width: screen.whole
        role: "title"
        words: screen.page.service ?? ""
    }
    CounterMessage {
        id: notice

        objectName: "notice"
        x: screen.margin
        y: title.y + title.height + Sizes.px(12)
        width: screen.whole
        visible: (screen.page.notice ?? "") !== ""
        mood: screen.page.mood ?? "ok"
        happened: screen.page.notice ?? ""
    }
    CaseStanding {
        id: standing

        x: screen.margin
        y: notice.y + (notice.visible ? notice.height + Sizes.px(14) : 0)
        width: screen.factsWidth
        page: screen.page
    }
    CounterScroll {
        id: facts

        x: screen.margin - rim
        y: standing.y + standing.height + Sizes.px(14) - rim
        width: screen.factsWidth + 2 * rim
        height: foot.y - Sizes.px(8) - y
        contentHeight: body.height + 2 * rim

        CaseFacts {
            id: body

            x: facts.rim
            y: facts.rim
            width: screen.factsWidth - Sizes.px(8)
            page: screen.page
        }
    }
    CaseDecision {
        id: decision

        x: 2 * screen.margin + screen.factsWidth
        y: standing.y
        width: screen.formWidth
        height: foot.y - Sizes.px(8) - y
        visible: screen.decides
        model: screen.model
        onDecided: (word, message) => screen.course.change_status(word, message)
        onNoted: message => screen.course.add_note(message)
    }
    CaseFoot {
        id: foot

        x: screen.margin
        y: parent.height - height - Sizes.px(16)
        width: screen.whole
        page: screen.page
        decides: screen.decides
        waiting: decision.picked === ""
        onBack: screen.course.back()
        onDuplicate: screen.course.duplicate()
        onSummary: screen.course.summary()
        onMain: decision.decide()
    }
}
