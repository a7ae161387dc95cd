pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The services that a situation leads to, each with why; with none, whom to call. Both ways the whole list is a
// touch away.
Item {
    id: screen

    required property var course
    readonly property var page: course.guide_model.page
    readonly property var home: course.home_model.page
    readonly property var trouble: course.trouble_model.page
    readonly property var rows: page.rows ?? []
    readonly property bool found: rows.length > 0
    readonly property bool troubled: trouble.happened !== ""
    readonly property bool bare: Sizes.low && Sizes.step === 4
    readonly property real foot: height - Sizes.px(Sizes.low ? 16 : 24)
    readonly property real ceiling: bare ? Sizes.px(16) : header.height
    readonly property string title: Tr.s[found ? "suggestions.title" : "suggestions.none"]
    readonly property string hint: Tr.s[found ? "services.hint" : "suggestions.call"]
    readonly property var details: [...(home.hours ?? []), home.phoneCost ?? ""].filter(line => line !== "")
    readonly property var blocks: [
        { id: "title", words: title, live: false, kind: "text" },
        { id: "hint", words: hint, live: false, kind: "text" },
        ...(answer.shown?.blocks ?? [])
    ]

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        visible: !screen.bare
        place: screen.page.title ?? ""
    }
    QuestionHead {
        id: head

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: screen.ceiling + Sizes.px(Sizes.low ? 14 : 16)
        width: Sizes.startWidth
        room: Sizes.columns ? (screen.troubled ? refusal.y : nav.y) - Sizes.px(16) - y : screen.height * 0.36
        title: screen.title
        hint: screen.hint
        icon: screen.page.icon ?? ""
        cap: screen.page.cap ?? ""
        who: "suggestions"
        blocks: screen.blocks
    }
    Message {
        id: refusal

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: Sizes.columns ? nav.y - height - Sizes.px(16) : head.y + head.height + Sizes.px(28)
        width: Sizes.startWidth
        height: implicitHeight
        room: Sizes.columns ? (nav.y - head.y) * 0.6 : screen.height * 0.3
        visible: screen.troubled
        happened: screen.trouble.happened
        advice: screen.trouble.advice
        voice: "trouble"
    }
    Loader {
        id: answer

        readonly property var shown: item

        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: Sizes.columns ? screen.ceiling : head.y + head.height + Sizes.px(36) + (screen.troubled ? refusal.height + Sizes.px(28) : 0)
        width: Sizes.endWidth
        height: (Sizes.columns ? screen.foot : nav.y - Sizes.px(33)) - y
        sourceComponent: screen.found ? cards : call
    }
    Navigation {
        id: nav

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: screen.foot - height
        width: Sizes.startWidth
        target: "all-services"
        main: !screen.found
        label: Tr.s["suggestions.all"]
        onBack: screen.course.guide_model.back()
        onForward: screen.course.guide_model.leave()
    }

    Component {
        id: cards

        CardColumn {
            kind: "suggestion"
            sentenceKey: "pager.services"
            marked: false
            rows: screen.rows.map(row => ({ name: row.id, label: row.title, detail: row.reason, icon: row.icon, cap: Theme.cap(row.cap) }))
            onPicked: id => screen.course.choose(id)
        }
    }
    Component {
        id: call

        Item {
            readonly property var blocks: panel.blocks

            PhonePanel {
                id: panel

                width: parent.width
                name: "suggestions"
                before: Tr.s["help.call"]
                number: screen.home.phone ?? ""
                details: Sizes.scant ? [] : screen.details
                color: Theme.humanSoft
                ink: Theme.human
                heard: true
            }
        }
    }
}
