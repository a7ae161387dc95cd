pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// Cards one under the other with an ear beside each, all with letters of one size. `rows` are {name, label, icon,
// cap (a colour)} and perhaps a `detail` under the label; `kind` begins the names of the cards. Where a long word meets large letters the mark moves into the dome.
PagedColumn {
    id: column

    property string kind: "choice"
    property bool marked: true
    property bool several: false
    property var chosen: []
    // Of hundreds only those with the longest words and texts are measured, and all rows are as tall as they need:
    // measuring each would keep the page from opening at once.
    readonly property bool crowded: rows.length > 100
    readonly property var measured: crowded ? [...longestBy(row => row.label.length), ...longestBy(row => widest(row.label))] : rows
    readonly property var labels: measured.map(row => row.label)
    readonly property real ear: Sizes.px(Sizes.low ? 76 : 88)
    readonly property real cardWidth: width - ear - Sizes.px(12)
    readonly property real longest: gauge.longest(labels, Sizes.choice)
    // What an open card keeps beside its words, and a folded one but for its dome.
    readonly property real open: Sizes.px(Sizes.low ? 223 : 306)
    readonly property real rims: Sizes.px(Sizes.low ? 40 : 48)
    readonly property real wholeDome: Sizes.px(Sizes.low ? 115 : 172)
    readonly property bool folded: marked && longest > cardWidth - open
    readonly property real dome: folded ? Math.max(Sizes.px(96), Math.min(wholeDome, cardWidth - rims - longest)) : wholeDome
    readonly property real wordsWidth: cardWidth - (folded || !marked ? dome + rims : open)
    readonly property real padding: Sizes.px(Sizes.low ? 12 : 20)
    // Smaller letters than those asked for come only before a broken word or a cut answer.
    readonly property real free: height - (apart ? 0 : Sizes.px(Sizes.low ? 80 : 96) + Sizes.gap) - padding
    readonly property bool told: measured.some(row => (row.detail ?? "") !== "")
    readonly property int size: told ? together() : gauge.fitAll(labels, Sizes.choice, Sizes.px(28), Sizes.choiceLine, wordsWidth, free)
    readonly property int detailSize: Math.min(size, Sizes.body)
    // What is shown of them now, as the voice reads it.
    readonly property var blocks: rows.slice(first, first + perPage).reduce((every, row) => [...every, ...spoken(row)], [])

    function widest(words: string): int {
        return Math.max(...words.split(" ").map(word => word.length));
    }

    function longestBy(measure: var): var {
        return rows.map(row => ({ row: row, by: measure(row) })).sort((one, other) => other.by - one.by).slice(0, 20).map(each => each.row);
    }

    function needed(row: var): real {
        return Math.max(least, tallOf(row, size) + padding);
    }

    function spoken(row: var): var {
        const name = kind + ":" + row.name;
        return [
            { id: name, words: row.label, live: false, kind: "text", file: row.audio ?? "" },
            { id: name + ":why", words: row.detail ?? "", live: false, kind: "text" }
        ].filter(block => block.words !== "");
    }

    // The height of a row's words; 0 when a word is wider than a line.
    function tallOf(row: var, size: int): real {
        const lines = gauge.lines(row.label, size, wordsWidth), smaller = Math.min(size, Sizes.body);
        const whole = gauge.tall(lines, size, Sizes.choiceLine);
        if (lines === 0 || (row.detail ?? "") === "")
            return whole;
        const more = thin.lines(row.detail, smaller, wordsWidth);
        return more === 0 ? 0 : whole + thin.tall(more, smaller, Sizes.choiceLine);
    }

    function together(): int {
        for (let size = Sizes.choice; size > Sizes.px(28); size--) {
            if (measured.every(row => tallOf(row, size) > 0 && tallOf(row, size) <= free))
                return size;
        }
        return Math.min(Sizes.choice, Sizes.px(28));
    }

    signal picked(string name)

    least: Sizes.px(folded ? 150 : 80)
    needs: {
        const tallest = crowded ? Math.max(...measured.map(needed)) : 0;
        return crowded ? rows.map(() => tallest) : rows.map(needed);
    }
    most: Sizes.px(told ? 300 : [182, 182, 206, 240][Sizes.step - 1])
    usual: [5, 4, 3, Sizes.low ? 2 : 3][Sizes.step - 1]

    Gauge {
        id: gauge
    }
    Gauge {
        id: thin

        weight: Font.Medium
    }

    delegate: Item {
        id: answer

        property var entry: ({})
        property int place: 0
        readonly property string name: entry.name ?? ""

        ChoiceCard {
            id: card

            objectName: column.kind + ":" + answer.name
            anchors.left: parent.left
            width: column.cardWidth
            height: parent.height
            label: answer.entry.label ?? ""
            voiced: objectName
            icon: answer.entry.icon ?? ""
            image: answer.entry.image ?? ""
            cap: answer.entry.cap ?? Theme.ground
            size: column.size
            detail: answer.entry.detail ?? ""
            detailSize: column.detailSize
            dome: column.dome
            marked: column.marked
            folded: column.folded
            several: column.several
            chosen: column.chosen.includes(answer.name)
            onActivated: column.picked(answer.name)
        }
        Ear {
            who: "ear:" + answer.name
            blocks: column.spoken(answer.entry)
            anchors.right: parent.right
            width: column.ear
            height: parent.height
        }
    }
}
