import QtQuick
import Relais.Theme
import Relais.controls

// A long list of answers: over the cards, the way to its first letters, and back from them to the whole list.
Item {
    id: question

    property var model: null
    readonly property var seek: model.seek_model
    readonly property bool narrowed: seek.sought !== ""
    readonly property string found: seek.found.length === 1 ? Tr.s["seek.one"] : Tr.f("seek.many", { count: seek.found.length })
    readonly property real bar: Sizes.px(Sizes.low ? 72 : 88)
    readonly property var blocks: [
        { id: "seek", words: narrowed ? seekButton.label : Tr.f("seek.many", { count: seek.found.length }), live: narrowed, kind: "text" },
        ...cards.blocks
    ]

    PlainButton {
        id: seekButton

        objectName: "seek"
        anchors.left: parent.left
        width: question.narrowed ? (parent.width - Sizes.gap) / 2 : parent.width
        height: question.bar
        icon: "magnifying-glass"
        label: question.narrowed ? Tr.f("seek.shown", { text: question.seek.sought, found: question.found }) : Tr.s["seek.open"]
        ink: Theme.act
        outline: Theme.act
        onActivated: question.seek.begin()
    }
    PlainButton {
        objectName: "seek-all"
        anchors.right: parent.right
        width: (parent.width - Sizes.gap) / 2
        height: question.bar
        visible: question.narrowed
        icon: "x"
        label: Tr.s["seek.all"]
        onActivated: question.seek.show_all()
    }
    ChoiceQuestion {
        id: cards

        y: question.bar + Sizes.gap
        width: parent.width
        height: parent.height - y
        model: question.model
        only: question.narrowed ? question.seek.found : null
    }
}
