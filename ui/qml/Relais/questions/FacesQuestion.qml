pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// Three faces side by side, an ear at the foot of each; where their words are too large for that, the usual cards.
Item {
    id: question

    property var model: null
    readonly property var answers: model.page.choices ?? []
    readonly property var labels: answers.map(answer => answer.label)
    readonly property real across: Math.floor((width - 2 * Sizes.gap) / 3)
    readonly property real ear: Sizes.px(Sizes.low ? 60 : 88)
    readonly property real room: across - 2 * Sizes.px(Sizes.low ? 12 : 20)
    // The face keeps at least its own width; the words get what is left.
    readonly property real most: height - ear - Sizes.gap - across
    readonly property int size: gauge.fitAll(labels, Sizes.choice, Sizes.body - 1, Sizes.choiceLine, room, most)
    readonly property bool fits: size >= Sizes.body
    readonly property real words: Math.max(0, ...labels.map(label => gauge.tall(gauge.lines(label, size, room), size, Sizes.choiceLine)))
    readonly property real tall: Math.min(height - ear - Sizes.gap, across + words + Sizes.px(40))
    readonly property var blocks: fits ? labels.map((label, place) => block(place)) : cards.column?.blocks ?? []

    function block(place: int): var {
        return { id: "choice:" + answers[place].name, words: labels[place], live: false, kind: "text", file: answers[place].audio ?? "" };
    }

    Gauge {
        id: gauge
    }
    Repeater {
        model: question.fits ? question.answers : []

        Item {
            id: slot

            required property var modelData
            required property int index
            readonly property real place: index * (question.across + Sizes.gap)

            x: Theme.rtl ? question.width - width - place : place
            width: question.across
            height: question.tall + Sizes.gap + question.ear

            FaceCard {
                id: face

                objectName: "choice:" + slot.modelData.name
                width: parent.width
                height: question.tall
                label: slot.modelData.label
                icon: slot.modelData.icon
                cap: Theme.answerCap(slot.index, question.model.page.cap ?? "")
                chosen: question.model.chosen.includes(slot.modelData.name)
                size: question.size
                words: question.words
                voiced: objectName
                onActivated: question.model.pick(slot.modelData.name)
            }
            Ear {
                who: "ear:" + slot.modelData.name
                blocks: [question.block(slot.index)]
                y: question.tall + Sizes.gap
                width: parent.width
                height: question.ear
            }
        }
    }
    Loader {
        id: cards

        readonly property var column: item

        anchors.fill: parent
        active: !question.fits
        sourceComponent: ChoiceQuestion {
            model: question.model
        }
    }
}
