pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls
import Relais.keyboard

// A date or a time: boxes filled one after the other by the same pad. The order is the language's.
Item {
    id: question

    property var model: null
    readonly property bool isDate: model.page.way === "date"
    readonly property string draft: model.draft
    readonly property var parts: isDate ? [
        { name: Tr.s["date.day"], from: 0, digits: 2 },
        { name: Tr.s["date.month"], from: 2, digits: 2 },
        { name: Tr.s["date.year"], from: 4, digits: 4 }
    ] : [
        { name: Tr.s["time.hour"], from: 0, digits: 2 },
        { name: Tr.s["time.minute"], from: 2, digits: 2 }
    ]
    readonly property real frame: Sizes.px(Sizes.low ? 96 : 134)
    readonly property real space: Sizes.px(Sizes.low ? 16 : 33)
    readonly property int total: isDate ? 8 : 4
    readonly property real place: (boxes.width - (parts.length - 1) * boxes.spacing) / total
    readonly property int naming: Math.min(...parts.map(part => gauge.fit(part.name, Sizes.body, Sizes.px(24), 1.3, place * part.digits, 1000)))
    // Each part with its name, as far as it is written.
    readonly property string told: parts.filter(part => draft.length > part.from)
        .map(part => part.name + " " + draft.slice(part.from, part.from + part.digits)).join(". ")
    readonly property var read: [{ id: "field", words: told !== "" ? told : Tr.s["field.empty"], live: told !== "", kind: "text" }]

    Row {
        id: boxes

        y: pad.y - height - question.space
        anchors.left: parent.left
        spacing: Sizes.px(16)
        width: parent.width - ear.width - Sizes.px(12)

        Repeater {
            model: question.parts

            Item {
                id: box

                required property var modelData
                readonly property string digits: question.draft.slice(modelData.from, modelData.from + modelData.digits)
                readonly property int place: Math.min(question.draft.length, question.total - 1)
                readonly property bool here: place >= modelData.from && place < modelData.from + modelData.digits

                width: question.place * modelData.digits
                height: name.height + frame.height
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.name + " " + digits

                Phrase {
                    id: name

                    width: parent.width
                    words: box.modelData.name
                    size: question.naming
                    line: 1.3
                    font.weight: Font.Bold
                    Accessible.ignored: true
                }
                Plate {
                    id: frame

                    y: name.height
                    width: parent.width
                    height: question.frame
                    outline: question.model.refusal !== "" ? Theme.err : box.here ? Theme.act : Theme.line
                    stroke: box.here ? Sizes.strokeField : Sizes.stroke
                    color: box.here ? Theme.actSoft : Theme.surface

                    Phrase {
                        anchors.centerIn: parent
                        words: box.digits
                        size: Sizes.px(64)
                        line: 1.15
                        font.weight: Font.Bold
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
    Ear {
        id: ear

        who: "ear:field"
        blocks: question.read
        anchors.right: parent.right
        y: boxes.y + boxes.height - height
        width: Sizes.px(Sizes.low ? 96 : 112)
        height: question.frame
    }
    Gauge {
        id: gauge
    }
    NumberPad {
        id: pad

        y: Sizes.columns ? boxes.height + question.space : question.height - height
        width: parent.width
        room: question.height - boxes.height - question.space
        onWrote: character => question.model.write(character)
        onErased: question.model.erase()
    }
}
