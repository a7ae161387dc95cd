pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The services of the agency, or the situations that lead to them, as milestones; lying down where their words are
// too large for standing ones.
Item {
    id: screen

    required property var course
    property string kind: "service"
    property string title: Tr.s["services.title"]
    readonly property var home: course.home_model.page
    // Whoever does not know what to choose is led there by their situation.
    property var rows: [
        ...((home.situations ?? []).length > 0 ? [{ id: "?", title: Tr.s["services.guide"], icon: "question", cap: "cap-sable" }] : []),
        ...(home.services ?? [])
    ]
    readonly property var trouble: course.trouble_model.page
    readonly property bool bare: Sizes.low && Sizes.step === 4
    readonly property bool standing: Sizes.step < 3 && stones.fits
    readonly property real ceiling: head.y + head.height + Sizes.px(Sizes.low ? 18 : 36)
    readonly property real floor: leave.y - Sizes.px(Sizes.low ? 16 : 33)
    readonly property real beside: Sizes.page + leave.width + Sizes.px(32)
    readonly property rect stand: Qt.rect(beside - Sizes.page, leave.y + leave.height - Sizes.px(Sizes.low ? 80 : 96) - ceiling,
                                          width - Sizes.page - beside, Sizes.px(80))
    readonly property var blocks: [
        { id: "title", words: title, live: false, kind: "text" },
        { id: "hint", words: Tr.s["services.hint"], live: false, kind: "text" },
        ...(standing ? stones.blocks : lying.column?.blocks ?? [])
    ]

    function pick(id: string) {
        if (kind === "situation")
            course.guide_model.pick(id);
        else if (id === "?")
            course.guide_model.open();
        else
            course.choose(id);
    }

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        visible: !screen.bare
        place: screen.home.agency ?? ""
    }
    Item {
        id: head

        readonly property real wordsWidth: width - (Sizes.columns ? listen.width + Sizes.px(25) : 0)

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: screen.bare ? Sizes.px(16) : header.height + (Sizes.low ? 0 : Sizes.px(14))
        height: Sizes.columns ? Math.max(words.height, listen.height) : words.height + Sizes.px(16) + listen.height

        Stack {
            id: words

            anchors.left: parent.left
            width: head.wordsWidth
            height: implicitHeight
            spacing: Sizes.px(Sizes.low ? 4 : 12)

            Phrase {
                width: parent.width
                words: screen.title
                voiced: "title"
                size: gauge.fit(words, Math.max(Sizes.title, Sizes.px(Sizes.low ? 46 : 54)), Sizes.body, Sizes.titleLine, width,
                                Sizes.px(Sizes.low ? 92 : 200))
                line: Sizes.titleLine
                font.weight: Font.ExtraBold
                Accessible.role: Accessible.Heading
            }
            Phrase {
                width: parent.width
                visible: Sizes.step < (Sizes.low ? 3 : 4)
                words: Tr.s["services.hint"]
                voiced: "hint"
                color: Theme.inkSoft
            }
            Message {
                width: parent.width
                height: implicitHeight
                visible: happened !== ""
                room: Sizes.px(Sizes.low ? 190 : 420)
                happened: screen.trouble.happened
                advice: screen.trouble.advice
                voice: "trouble"
            }
        }
        ListenButton {
            id: listen

            anchors.right: Sizes.columns ? parent.right : undefined
            anchors.left: Sizes.columns ? undefined : parent.left
            y: Sizes.columns ? 0 : words.height + Sizes.px(16)
            width: implicitWidth
            height: implicitHeight
            room: Sizes.columns || Sizes.step > 2 ? 0 : head.width
            size: Math.min(Sizes.label, Sizes.px(Sizes.low ? 44 : 64))
            who: screen.kind + "s"
            blocks: screen.blocks
        }
        Gauge {
            id: gauge

            weight: Font.ExtraBold
        }
    }
    ServiceStones {
        id: stones

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: screen.ceiling
        height: screen.floor - y
        visible: screen.standing
        kind: screen.kind
        services: screen.rows
        onPicked: id => screen.pick(id)
    }
    Loader {
        id: lying

        readonly property var column: item
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: screen.ceiling
        height: screen.floor - y
        active: !screen.standing

        sourceComponent: CardColumn {
            kind: screen.kind
            sentenceKey: "pager.services"
            marked: false
            stand: screen.stand
            usual: 0
            rows: screen.rows.map(service => ({ name: service.id, label: service.title, icon: service.icon, cap: Theme.cap(service.cap) }))
            onPicked: id => screen.pick(id)
        }
    }
    NoseButton {
        id: leave

        objectName: "back"
        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: parent.height - height - Sizes.px(Sizes.low ? 16 : 24)
        width: Sizes.px(Sizes.low ? 230 : 325)
        heading: "back"
        main: false
        icon: "arrow-left"
        label: Tr.s["question.back"]
        onActivated: screen.kind === "situation" ? screen.course.guide_model.leave() : screen.course.back()
    }
    Pager {
        visible: screen.standing && stones.pages
        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        width: screen.stand.width
        y: screen.ceiling + screen.stand.y
        first: stones.first
        shown: stones.shown
        count: screen.rows.length
        sentence: Tr.f(Sizes.low ? "pager.short" : "pager.services", {
            from: first + 1, to: Math.min(first + shown, count), count: count
        })
        onUp: stones.first = Math.max(0, stones.first - shown)
        onDown: stones.first = stones.first + shown
    }
}
