import QtQuick
import Relais.Theme
import Relais.controls
import Relais.keyboard
import Relais.questions

// The first letters of an answer among many: the question, then the list, the field, its ear and what was found; under
// it how many answers are left, then the keyboard.
Item {
    id: screen

    required property var course
    readonly property var model: course.question_model
    readonly property var seek: model.seek_model
    readonly property var page: model.page
    readonly property real foot: height - Sizes.px(Sizes.low ? 16 : 24)
    readonly property real side: Sizes.px(Sizes.low ? 230 : 300)
    readonly property int count: seek.found.length
    readonly property var labels: count > 3 ? [] : (page.choices ?? []).filter(choice => seek.found.includes(choice.name)).map(choice => choice.label)
    readonly property string many: count === 1 ? Tr.s["seek.one"] : Tr.f("seek.many", { count: count })
    // Few enough to be named: the person sees that theirs is among them.
    readonly property string told: seek.sought === "" ? Tr.s["hint.seek"] : count === 0 ? Tr.s["seek.none"]
                                   : count > 3 ? many : Tr.f("seek.these", { found: many, labels: labels.join(Theme.rtl ? "، " : ", ") })
    readonly property var blocks: [
        { id: "title", words: page.title ?? "", live: false, kind: "text", file: page.audio ?? "" },
        { id: "found", words: told, live: seek.sought !== "", kind: "text" }
    ]

    Header {
        id: header

        visible: !Sizes.low
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        height: visible ? Sizes.headerHeight : Sizes.px(14)
        place: screen.page.place ?? ""
    }
    TypingHead {
        id: top

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: header.height + Sizes.px(6)
        room: (Sizes.columns ? screen.foot - Sizes.px(4 * 60 + 36) : nav.y - Sizes.px(460)) - y - field.needed - tell.implicitHeight - Sizes.px(60)
        title: screen.page.title ?? ""
        current: screen.page.step ?? 1
        count: screen.page.steps ?? 1
        blocks: screen.blocks
    }
    AnswerField {
        id: field

        anchors.left: Sizes.columns ? back.right : parent.left
        anchors.leftMargin: Sizes.columns ? Sizes.px(12) : Sizes.page
        anchors.right: ear.left
        anchors.rightMargin: Sizes.px(12)
        y: Sizes.columns ? top.y + top.height + Sizes.px(18) : tell.y - height - Sizes.px(18)
        height: needed
        written: screen.seek.sought
        label: screen.page.title ?? ""
        onWrote: character => screen.seek.write(character)
        onErased: screen.seek.erase()
    }
    Ear {
        id: ear

        who: "ear:field"
        blocks: [...field.blocks, screen.blocks[1]]
        anchors.right: Sizes.columns ? forth.left : parent.right
        anchors.rightMargin: Sizes.columns ? Sizes.px(12) : Sizes.page
        y: field.y
        width: Sizes.px(Sizes.low ? 96 : 112)
        height: Math.min(field.height, Sizes.px(134))
    }
    Phrase {
        id: tell

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: Sizes.columns ? field.y + field.height + Sizes.px(10) : keys.y - height - Sizes.px(24)
        height: implicitHeight
        words: screen.told
        voiced: "found"
        size: gauge.fit(words, Sizes.body, Sizes.px(28), 1.2, width, Sizes.px(Sizes.low ? 110 : 200))
        line: 1.2
        font.weight: Font.Bold
    }
    KeyboardPanel {
        id: keys

        readonly property real free: (Sizes.columns ? screen.foot : nav.y - Sizes.px(24)) - (Sizes.columns ? tell.y + tell.height + Sizes.px(12) : 0)

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: Sizes.columns ? screen.foot - height : nav.y - Sizes.px(24) - height
        height: Sizes.columns ? free : Sizes.px(436)
        onWrote: character => screen.seek.write(character)
        onErased: screen.seek.erase()
    }
    Item {
        id: nav

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: Sizes.columns ? field.y : screen.foot - height
        height: Sizes.columns ? ear.height : Sizes.primary
    }
    NoseButton {
        id: back

        objectName: "seek-list"
        anchors.left: nav.left
        y: nav.y
        width: Sizes.columns ? screen.side : nav.width * 0.45
        height: nav.height
        heading: "back"
        main: false
        icon: "arrow-left"
        label: Tr.s["seek.list"]
        onActivated: screen.seek.show_all()
    }
    NoseButton {
        id: forth

        objectName: "seek-show"
        anchors.right: nav.right
        y: nav.y
        width: Sizes.columns ? screen.side : nav.width * 0.55 - Sizes.gap
        height: nav.height
        heading: "forward"
        waiting: screen.seek.sought === "" || screen.count === 0
        icon: "arrow-right"
        label: Tr.s["seek.show"]
        // What is missing is said, as everywhere before an answer.
        onActivated: waiting ? Voice.read("ear:field", [screen.blocks[1]]) : screen.seek.show_found()
    }
    Gauge {
        id: gauge
    }
}
