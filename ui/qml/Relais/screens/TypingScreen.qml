import QtQuick
import Relais.Theme
import Relais.controls
import Relais.keyboard
import Relais.questions

// A written answer in landscape, or the number of a bar code: the question, then Retour, field, its ear, Continuer,
// then the keyboard.
Item {
    id: screen

    required property var course
    readonly property var model: course.question_model
    readonly property var page: model.page
    readonly property real foot: height - Sizes.px(Sizes.low ? 16 : 24)
    readonly property bool refused: model.refusal !== ""
    readonly property bool coded: page.way === "barcode"
    readonly property string hint: !coded ? page.hint ?? "" : field.over ? Tr.s["barcode.read"]
                                          : [page.hint, Tr.s["hint.barcode"]].filter(words => words).join(" ")
    // Four rows of keys that a finger still meets, and the comfortable size.
    readonly property real keysLeast: Sizes.px(4 * 60 + 36)
    readonly property real keysEasy: Sizes.px(4 * 76 + 36)
    readonly property real beneath: foot - fieldTop - field.needed - Sizes.px(24)
    readonly property bool hinted: hint !== "" && !refused && Sizes.step < 4 && beneath - advice.implicitHeight >= (coded ? keysLeast : keysEasy)
    // With no room for both, the refusal stands in place of the question until the answer is changed.
    readonly property bool instead: refused && foot - top.y - top.height - field.needed - refusal.implicitHeight - Sizes.px(54) < keysLeast
    readonly property real fieldTop: top.y + (instead ? refusal.implicitHeight : top.height) + Sizes.px(18)
    readonly property var blocks: [
        { id: "title", words: page.title ?? "", live: false, kind: "text", file: page.audio ?? "" },
        { id: "hint", words: hint !== "" ? hint : Tr.s["hint.text"], live: false, kind: "text" }
    ]

    // Whatever has the focus, what a reader writes is for the field.
    Keys.onPressed: event => {
        if (coded && field.prints(event)) {
            field.forceActiveFocus();
            event.accepted = field.take(event);
        }
    }
    Component.onCompleted: if (coded)
        field.forceActiveFocus()

    Header {
        id: header

        visible: Sizes.wide
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        height: visible ? Sizes.headerHeight : Sizes.px(14)
        place: screen.page.place ?? ""
    }
    Picture {
        id: picture

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: top.y
        width: Sizes.px(140)
        height: Math.max(Sizes.px(76), top.height)
        visible: (screen.page.image ?? "") !== "" && !screen.instead
        source: screen.page.image ?? ""
        onActivated: screen.course.offer("picture")
    }
    TypingHead {
        id: top

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        anchors.leftMargin: Sizes.page + (picture.visible ? picture.width + Sizes.px(16) : 0)
        y: header.height + Sizes.px(6)
        visible: !screen.instead
        room: screen.foot - y - field.needed - Sizes.px(42) - screen.keysLeast
        title: screen.page.title ?? ""
        current: screen.page.step ?? 1
        count: screen.page.steps ?? 1
        blocks: screen.blocks
    }
    AnswerField {
        id: field

        anchors.left: back.right
        anchors.leftMargin: Sizes.px(12)
        anchors.right: ear.left
        anchors.rightMargin: Sizes.px(12)
        y: screen.fieldTop
        height: needed
        written: screen.model.draft
        coded: screen.coded
        wrong: screen.refused
        label: screen.page.title ?? ""
        onWrote: character => screen.model.write(character)
        onErased: screen.model.erase()
        onEmptied: screen.model.rewrite("")
    }
    Ear {
        id: ear

        who: "ear:field"
        blocks: field.blocks
        anchors.right: forth.left
        anchors.rightMargin: Sizes.px(12)
        y: field.y
        width: Sizes.px(Sizes.low ? 96 : 112)
        height: back.height
    }
    Phrase {
        id: advice

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: field.y + field.height + Sizes.px(8)
        visible: screen.hinted
        words: screen.hint
        voiced: "hint"
        line: 1.3
        color: Theme.inkSoft
    }
    Message {
        id: refusal

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: screen.instead ? top.y : screen.fieldTop + field.needed + Sizes.px(12)
        height: implicitHeight
        room: screen.foot - top.y - field.needed - Sizes.px(42) - screen.keysLeast
        visible: screen.refused
        happened: screen.model.refusal
        voice: "refusal"
    }
    KeyboardPanel {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: screen.fieldTop + field.needed
           + (screen.refused && !screen.instead ? refusal.implicitHeight + Sizes.px(24)
              : screen.hinted ? advice.implicitHeight + Sizes.px(16) : Sizes.px(16))
        height: screen.foot - y
        face: screen.coded ? "digits" : "letters"
        onWrote: character => screen.model.write(character)
        onErased: screen.model.erase()
    }
    NoseButton {
        id: back

        objectName: "back"
        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: field.y
        width: Sizes.px(Sizes.low ? 215 : 300)
        height: Math.min(field.height, Sizes.px(134))
        heading: "back"
        main: false
        icon: "arrow-left"
        label: Tr.s["question.back"]
        onActivated: screen.course.back()
    }
    NoseButton {
        id: forth

        objectName: "continue"
        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: field.y
        width: Sizes.px(Sizes.low ? 264 : 400)
        height: back.height
        heading: "forward"
        waiting: screen.model.empty && screen.page.required === true
        icon: "arrow-right"
        label: screen.page.returning ? Tr.s["question.return"] : Tr.s["question.continue"]
        onActivated: screen.course.proceed()
    }
    Connections {
        target: screen.model

        // A refusal is read aloud once (DESIGN §6, Message).
        function onRefused() {
            if (screen.refused)
                Voice.read("ear:refusal", refusal.blocks);
        }
    }
}
