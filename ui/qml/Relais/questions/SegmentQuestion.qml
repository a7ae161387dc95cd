pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls
import Relais.keyboard

// A date, a time, or both: boxes filled one after the other by the same pad. The order is the language's. Of both, the
// time stands in a second row.
Item {
    id: question

    property var model: null
    readonly property string way: model.page.way ?? ""
    readonly property string draft: model.draft
    readonly property var day: [
        { name: Tr.s["date.day"], from: 0, digits: 2, row: 0 },
        { name: Tr.s["date.month"], from: 2, digits: 2, row: 0 },
        { name: Tr.s["date.year"], from: 4, digits: 4, row: 0 }
    ]
    readonly property var hour: [
        { name: Tr.s["time.hour"], from: 0, digits: 2, row: 0 },
        { name: Tr.s["time.minute"], from: 2, digits: 2, row: 0 }
    ]
    readonly property var parts: way === "date" ? day : way === "time" ? hour
                                 : [...day, ...hour.map(part => ({ name: part.name, from: part.from + 8, digits: 2, row: 1 }))]
    readonly property int rows: way === "dateTime" ? 2 : 1
    readonly property real rowGap: Sizes.px(12)
    readonly property real space: Sizes.px(Sizes.low ? 16 : 33)
    // Two rows leave the pad keys that a finger still meets.
    readonly property real rowRoom: rows === 1 ? 10000 : (height - space - Sizes.px(4 * 60 + 36) - rowGap) / rows
    readonly property real frame: Math.min(Sizes.px(Sizes.low ? 96 : 134), Math.max(Sizes.px(76), rowRoom * 0.62))
    readonly property int total: Math.max(...parts.map(part => part.from + part.digits))
    // As wide as in a row of eight digits; a time alone has the whole width.
    readonly property real place: (boxes.width - (way === "time" ? 1 : 2) * boxes.spacing) / (way === "time" ? 4 : 8)
    readonly property int naming: Math.min(Math.floor((rowRoom - frame) / 1.3),
                                           ...parts.map(part => gauge.fit(part.name, Sizes.body, Sizes.px(24), 1.3, place * part.digits, 1000)))
    // Each part with its name, as far as it is written.
    readonly property string told: parts.filter(part => draft.length > part.from)
        .map(part => part.name + " " + draft.slice(part.from, part.from + part.digits)).join(". ")
    readonly property var read: [{ id: "field", words: told !== "" ? told : Tr.s["field.empty"], live: told !== "", kind: "text" }]

    // Where a box begins in its row, in the order of the language.
    function begin(part: var): real {
        const before = parts.filter(other => other.row === part.row && other.from < part.from);
        return before.reduce((sum, other) => sum + place * other.digits + boxes.spacing, 0);
    }

    Item {
        id: boxes

        readonly property real spacing: Sizes.px(16)
        readonly property real rowHeight: Math.ceil(question.naming * 1.3) + question.frame

        y: pad.y - height - question.space
        anchors.left: parent.left
        width: parent.width - ear.width - Sizes.px(12)
        height: question.rows * rowHeight + (question.rows - 1) * question.rowGap

        Repeater {
            model: question.parts

            Item {
                id: box

                required property var modelData
                readonly property string digits: question.draft.slice(modelData.from, modelData.from + modelData.digits)
                readonly property int place: Math.min(question.draft.length, question.total - 1)
                readonly property bool here: place >= modelData.from && place < modelData.from + modelData.digits
                readonly property real start: question.begin(modelData)

                x: Theme.rtl ? boxes.width - width - start : start
                y: modelData.row * (boxes.rowHeight + question.rowGap)
                width: question.place * modelData.digits
                height: boxes.rowHeight
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

                    y: parent.height - height
                    width: parent.width
                    height: question.frame
                    outline: question.model.refusal !== "" ? Theme.err : box.here ? Theme.act : Theme.line
                    stroke: box.here ? Sizes.strokeField : Sizes.stroke
                    color: box.here ? Theme.actSoft : Theme.surface

                    Phrase {
                        anchors.centerIn: parent
                        words: box.digits
                        size: Math.min(Sizes.px(64), Math.floor(question.frame * 0.8))
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
