import QtQuick
import Relais.Theme
import Relais.controls
import Relais.keyboard

// A written answer, or the number of a bar code: field over keyboard, at the foot of its area, where a seated person
// reaches it.
Item {
    id: question

    property var model: null
    readonly property bool coded: model.page.way === "barcode"
    readonly property bool over: field.over

    function prints(event: var): bool {
        return field.prints(event);
    }

    function take(event: var): bool {
        field.forceActiveFocus();
        return field.take(event);
    }

    Component.onCompleted: if (coded)
        field.forceActiveFocus()

    AnswerField {
        id: field

        anchors.bottom: keys.top
        anchors.bottomMargin: Sizes.px(33)
        anchors.left: parent.left
        width: parent.width - ear.width - Sizes.px(12)
        height: needed
        written: question.model.draft
        coded: question.coded
        wrong: question.model.refusal !== ""
        label: question.model.page.title ?? ""
        onWrote: character => question.model.write(character)
        onErased: question.model.erase()
        onEmptied: question.model.rewrite("")
    }
    Ear {
        id: ear

        who: "ear:field"
        blocks: field.blocks
        anchors.right: parent.right
        y: field.y
        width: Sizes.px(112)
        height: field.height
    }
    KeyboardPanel {
        id: keys

        face: question.coded ? "digits" : "letters"

        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.min(Sizes.px(436), parent.height - field.needed - Sizes.px(33))
        onWrote: character => question.model.write(character)
        onErased: question.model.erase()
    }
}
