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
    readonly property bool bare: Sizes.low && Sizes.step === 4
    // In large letters, or where it is long, who reads the answers comes before them, on a page of its own.
    readonly property bool apart: Sizes.step > (Sizes.low ? 1 : 2) || (Sizes.columns && notice.y < head.y + Sizes.px(160))
    // Before that, the hint goes: it is still spoken.
    readonly property bool tight: Sizes.columns && notice.y < head.y + Sizes.px(260)
    readonly property string happened: troubled ? model.happened : page.notice ?? ""
    readonly property string advice: troubled ? model.advice : page.noticeDetail ?? ""
    readonly property var spoken: [
        { id: "title", words: Tr.s["review.title"], live: false, kind: "text" },
        { id: "hint", words: Tr.s["review.hint"], live: false, kind: "text" },
        ...rows.reduce((every, row) => [
            ...every,
            { id: "review.question:" + row.name, words: row.label, live: true, kind: "text" },
            { id: "review.answer:" + row.name, words: row.shown || Tr.s["form.no_answer"], live: true, kind: "text" }
        ], []),
        { id: "notice:what", words: happened, live: false, kind: "text" },
        { id: "notice:do", words: advice, live: false, kind: "text" }
    ].filter(block => block.words !== "")

    // What takes an instance away, under its last answer.
    readonly property real removing: Math.max(Sizes.px(Sizes.low ? 64 : 80), Sizes.chrome * 1.2 + Sizes.px(24))

    // The height of a row: its question and its answer, whole, and what stands under them.
    function beneath(row: var): real {
        return (row.removes ?? "") !== "" ? removing + Sizes.gap : 0;
    }

    function wants(row: var): real {
        const wide = answers.width - Sizes.px(Sizes.low ? 330 : 410);
        const answer = row.shown || Tr.s["form.no_answer"];
        const asked = Math.max(1, questions.lines(row.label, Sizes.body, wide)) * Sizes.body;
        return (asked + Math.max(1, given.lines(answer, Sizes.choice, wide)) * Sizes.choice) * 1.2 + Sizes.px(20);
    }

    onTroubledChanged: answers.asked = 0

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        visible: !screen.bare
        place: screen.page.place ?? ""
    }
    Steps {
        id: steps

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: (screen.bare ? Sizes.px(16) : header.height) + (Sizes.upright ? Sizes.px(16) : 0)
        width: Sizes.startWidth
        current: screen.page.step ?? 1
        count: screen.page.steps ?? 1
    }
    QuestionHead {
        id: head

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: steps.y + steps.height + Sizes.px(Sizes.low ? 14 : Sizes.wide ? 57 : 36)
        width: Sizes.startWidth
        room: (!Sizes.columns ? screen.height * 0.5 : screen.apart ? nav.y : notice.y) - y - Sizes.px(16)
        title: Tr.s["review.title"]
        hint: screen.apart || screen.tight ? "" : Tr.s["review.hint"]
        icon: "list-checks"
        cap: screen.page.cap ?? ""
        who: "listen:review"
        blocks: screen.spoken
    }
    PagedColumn {
        id: answers

        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: Sizes.columns ? (screen.bare ? Sizes.px(16) : header.height) : head.y + head.height + Sizes.px(28)
        width: Sizes.endWidth
        height: (Sizes.columns ? screen.foot : (screen.apart ? nav.y : notice.y) - Sizes.px(28)) - y
        rows: screen.apart ? [{ notice: true }, ...screen.rows] : screen.rows
        most: Sizes.px(screen.apart ? 1000 : 164)
        // In large letters a page holds one answer, or two where it is tall.
        least: Math.max(Sizes.px(80), screen.apart ? height * (!Sizes.columns ? 0.4 : Sizes.step === 1 ? 0.46 : 0.72) : 0)
        needs: rows.map(row => Math.min(height, Math.max(least, row.notice ? 0 : screen.wants(row)) + screen.beneath(row)))
        sentenceKey: "pager.answers"

        delegate: Loader {
            id: place

            property var entry: ({})
            property int place: 0

            sourceComponent: entry.notice ? told : answered

            Component {
                id: answered

                Item {
                    readonly property real under: screen.beneath(place.entry)

                    ReviewRow {
                        width: parent.width
                        height: parent.height - parent.under
                        question: place.entry.label ?? ""
                        answer: place.entry.shown || Tr.s["form.no_answer"]
                        icon: place.entry.icon || "note-pencil"
                        name: place.entry.name ?? ""
                        picture: place.entry.picture ?? ""
                        onChange: screen.course.change(place.entry.index)
                    }
                    RemovalRow {
                        anchors.bottom: parent.bottom
                        width: parent.width
                        height: screen.removing
                        visible: parent.under > 0
                        what: place.entry.removes ?? ""
                        name: place.entry.name ?? ""
                        onRemove: screen.course.removal_model.ask(place.entry.index, what)
                    }
                }
            }
            Component {
                id: told

                Notice {
                    room: height
                }
            }
        }
    }
    Gauge {
        id: questions

        weight: Font.Medium
    }
    Gauge {
        id: given
    }
    Notice {
        id: notice

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: nav.y - height - Sizes.px(Sizes.low ? 16 : 33)
        width: Sizes.startWidth
        height: implicitHeight
        // Not `visible`: its height decides whether it stands here, and what is invisible has none.
        opacity: screen.apart ? 0 : 1
        enabled: !screen.apart
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

    component Notice: Message {
        mood: screen.troubled ? "err" : "info"
        icon: screen.troubled ? "warning-octagon" : "lock-key"
        happened: screen.happened
        advice: screen.advice
        voice: "notice"
    }
}
