import QtQuick
import Relais.Theme
import Relais.controls
import Relais.keyboard

// A written answer: field over keyboard, at the foot of its area, where a seated person reaches it.
Item {
    id: question

    property var model: null

    AnswerField {
        id: field

        anchors.bottom: keys.top
        anchors.bottomMargin: Sizes.px(33)
        anchors.left: parent.left
        width: parent.width - ear.width - Sizes.px(12)
        height: needed
        written: question.model.draft
        wrong: question.model.refusal !== ""
        label: question.model.page.title ?? ""
        onWrote: character => question.model.write(character)
        onErased: question.model.erase()
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

        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.min(Sizes.px(436), parent.height - field.needed - Sizes.px(33))
        onWrote: character => question.model.write(character)
        onErased: question.model.erase()
    }
}
