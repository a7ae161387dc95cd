import QtQuick
import Relais.Theme
import Relais.controls
import Relais.keyboard
import Relais.questions

// A written answer in landscape: the question in one line, then Retour, field, Continuer, then the keyboard.
Item {
    id: screen

    required property var course
    readonly property var model: course.question_model
    readonly property var page: model.page
    readonly property real foot: height - Sizes.px(Sizes.low ? 16 : 24)
    readonly property bool refused: model.refusal !== ""
    readonly property string hint: page.hint ?? ""
    readonly property real beneath: refused ? refusal.implicitHeight + Sizes.px(24)
                                            : hint !== "" ? advice.implicitHeight + Sizes.px(16) : Sizes.px(12)

    Header {
        id: header

        visible: Sizes.wide
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        height: visible ? Sizes.headerHeight : Sizes.px(20)
        place: screen.page.place ?? ""
    }
    Plate {
        id: step

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: header.height + Sizes.px(6)
        width: sentence.implicitWidth + Sizes.px(44)
        height: Sizes.px(60)
        startTop: Sizes.px(28)
        endTop: startTop
        startBottom: Sizes.px(6)
        endBottom: startBottom
        outline: Theme.act

        Phrase {
            id: sentence

            anchors.centerIn: parent
            words: Tr.f("step.of", { current: screen.page.step ?? 1, count: screen.page.steps ?? 1 })
            line: 1.2
            wrapMode: Text.NoWrap
            font.weight: Font.Bold
        }
    }
    Phrase {
        id: title

        anchors.left: step.right
        anchors.leftMargin: Sizes.px(25)
        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: step.y
        height: Math.max(step.height, Math.min(whole.implicitHeight, Sizes.px(110)))
        verticalAlignment: Text.AlignVCenter
        words: screen.page.title ?? ""
        size: Sizes.title
        line: Sizes.titleLine
        fitted: whole.implicitHeight > height
        font.weight: Font.ExtraBold
        Accessible.role: Accessible.Heading

        Phrase {
            id: whole

            visible: false
            width: parent.width
            words: title.words
            size: Sizes.title
            line: Sizes.titleLine
            font.weight: Font.ExtraBold
        }
    }
    AnswerField {
        id: field

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page + back.width + Sizes.px(12)
        anchors.right: parent.right
        anchors.rightMargin: Sizes.page + forth.width + Sizes.px(12)
        y: title.y + title.height + Sizes.px(18)
        height: needed
        written: screen.model.draft
        wrong: screen.refused
        label: title.words
        onWrote: character => screen.model.write(character)
        onErased: screen.model.erase()
    }
    Phrase {
        id: advice

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: field.y + field.height + Sizes.px(8)
        visible: screen.hint !== "" && !screen.refused
        words: screen.hint
        line: 1.3
        color: Theme.inkSoft
    }
    Message {
        id: refusal

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: field.y + field.height + Sizes.px(12)
        height: implicitHeight
        visible: screen.refused
        happened: screen.model.refusal
    }
    KeyboardPanel {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: field.y + field.height + screen.beneath
        height: screen.foot - y
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
}
