import QtQuick
import Relais.Theme
import Relais.controls
import Relais.keyboard

// A number, or digits that are no number (a telephone): field over pad.
Item {
    id: question

    property var model: null
    readonly property string way: model.page.way ?? ""
    readonly property string draft: model.draft
    readonly property real space: Sizes.px(Sizes.low ? 16 : 33)

    // Ten digits that start with 0 are a French telephone number, written in pairs (DESIGN §8).
    function shown(): string {
        if (way === "digits" && /^0\d{0,9}$/.test(draft))
            return draft.replace(/(\d\d)(?=\d)/g, "$1\u00a0");
        return way === "decimal" ? draft.replace(".", Tr.s["number.comma"]) : draft;
    }

    AnswerField {
        id: field

        anchors.left: parent.left
        y: pad.y - height - question.space
        width: parent.width - ear.width - Sizes.px(12)
        height: needed
        kind: /^0\d{9}$/.test(question.draft) && question.way === "digits" ? "phone" : "text"
        written: question.shown()
        wrong: question.model.refusal !== ""
        label: question.model.page.title ?? ""
        onWrote: character => question.model.write(character === "," ? "." : character)
        onErased: question.model.erase()
    }
    Ear {
        id: ear

        who: "ear:field"
        blocks: field.blocks
        anchors.right: parent.right
        y: field.y
        width: Sizes.px(Sizes.low ? 96 : 112)
        height: field.height
    }
    NumberPad {
        id: pad

        // In landscape the field stands beside the question; upright, all stands at the foot, within reach.
        y: Sizes.columns ? field.needed + question.space : question.height - height
        width: parent.width
        room: question.height - field.needed - question.space
        comma: question.way === "decimal"
        minus: question.model.page.negative === true
        onWrote: character => question.model.write(character)
        onErased: question.model.erase()
    }
}
