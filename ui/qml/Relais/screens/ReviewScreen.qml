pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The answers read back, who will read them, and Envoyer.
Item {
    id: screen

    required property var course
    readonly property var model: course.review_model
    readonly property var page: model.page
    readonly property var rows: page.rows ?? []
    readonly property real foot: height - Sizes.px(Sizes.low ? 16 : 24)
    readonly property bool troubled: model.happened !== ""

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        place: screen.page.place ?? ""
    }
    Steps {
        id: steps

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: header.height + (Sizes.upright ? Sizes.px(16) : 0)
        width: Sizes.startWidth
        current: screen.page.step ?? 1
        count: screen.page.steps ?? 1
    }
    QuestionHead {
        id: head

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: steps.y + steps.height + Sizes.px(Sizes.low ? 26 : Sizes.wide ? 57 : 36)
        width: Sizes.startWidth
        room: (Sizes.columns ? notice.y : screen.height * 0.5) - y - Sizes.px(12)
        title: Tr.s["review.title"]
        // The hint gives way to a long notice, which must be read before Envoyer.
        hint: Sizes.low && notice.height > Sizes.px(240) ? "" : Tr.s["review.hint"]
        icon: "list-checks"
        cap: screen.page.cap ?? ""
    }
    PagedColumn {
        id: answers

        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: Sizes.columns ? header.height : head.y + head.height + Sizes.px(28)
        width: Sizes.endWidth
        height: (Sizes.columns ? screen.foot : notice.y - Sizes.px(28)) - y
        rows: screen.rows
        most: Sizes.px(164)
        least: Math.max(Sizes.px(80), questions.tallest + shown.tallest + Sizes.px(20))
        sentenceKey: "pager.answers"

        delegate: ReviewRow {
            property var entry: ({})
            property int place: 0

            question: entry.label ?? ""
            answer: entry.shown || Tr.s["form.no_answer"]
            icon: entry.icon || "note-pencil"
            name: entry.name ?? ""
            onChange: screen.course.change(entry.index)
        }
    }
    RowMeter {
        id: questions

        width: answers.width - Sizes.px(Sizes.low ? 276 : 322)
        texts: screen.rows.map(row => row.label)
        size: Sizes.body
        line: 1.2
        weight: Font.Medium
    }
    RowMeter {
        id: shown

        width: questions.width
        texts: screen.rows.map(row => row.shown || Tr.s["form.no_answer"])
        line: 1.2
    }
    Message {
        id: notice

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: nav.y - height - Sizes.px(Sizes.low ? 16 : 33)
        width: Sizes.startWidth
        height: implicitHeight
        mood: screen.troubled ? "err" : "info"
        icon: screen.troubled ? "warning-octagon" : "lock-key"
        happened: screen.troubled ? screen.model.happened : screen.page.notice ?? ""
        advice: screen.troubled ? screen.model.advice : screen.page.noticeDetail ?? ""
    }
    Navigation {
        id: nav

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: screen.foot - height
        width: Sizes.startWidth
        target: "confirm"
        icon: "paper-plane-tilt"
        label: screen.troubled ? Tr.s["review.again"] : Tr.s["review.send"]
        waiting: screen.model.sending
        onBack: screen.course.back()
        onForward: screen.course.confirm()
    }
}
