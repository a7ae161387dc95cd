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

    Component.onCompleted: decision.enter()

    Shortcut {
        sequence: "Escape"
        autoRepeat: false
        enabled: screen.enabled
        onActivated: screen.course.back()
    }
    Shortcut {
        sequences: ["Return", "Enter"]
        autoRepeat: false
        enabled: screen.enabled
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
        width: screen.width - 2 * screen.margin
        role: "title"
        words: screen.page.service ?? ""
    }
    CaseStanding {
        id: standing

        x: screen.margin
        y: title.y + title.height + Sizes.px(12)
        width: screen.factsWidth
        page: screen.page
    }
    CounterScroll {
        id: facts

        x: screen.margin - rim
        y: standing.y + standing.height + Sizes.px(14) - rim
        width: screen.factsWidth + 2 * rim
        height: parent.height - y
        contentHeight: body.height + 2 * rim + Sizes.px(16)

        CaseFacts {
            id: body

            x: facts.rim
            y: facts.rim
            width: screen.factsWidth
            page: screen.page
        }
    }
    CaseDecision {
        id: decision

        x: screen.width - width - screen.margin
        y: standing.y
        width: screen.formWidth
        height: parent.height - y - Sizes.px(16)
        model: screen.model
        onDecided: (word, message) => screen.course.change_status(word, message)
        onNoted: message => screen.course.add_note(message)
        onDuplicated: screen.course.duplicate()
        onSummarised: screen.course.summary()
        onAway: screen.course.back()
    }
}
