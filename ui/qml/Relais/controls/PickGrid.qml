pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// A few things to choose from, in rows that fill the width: as few rows as their words allow, the fuller ones last.
Item {
    id: grid

    // Each { name, label, size, worn }; `chosen` and `picked` go by the name.
    property var options: []
    property string chosen: ""
    property int most: 3
    // An ear beside each; languages have none, as the voice of the moment would misread them.
    property bool heard: false
    property real least: Sizes.px(Sizes.low ? 80 : 92)
    readonly property real ear: heard ? Sizes.px(Sizes.low ? 76 : 88) + Sizes.px(12) : 0
    readonly property real rowHeight: Math.max(least, ...options.map(each => each.size * 1.2 + Sizes.px(20)))
    readonly property var rows: split(width)
    // Equal where their words allow it.
    readonly property bool even: rows.every(row => row.every(place => natural(options[place]) <= share(row)))

    signal picked(string name)

    function natural(option: var): real {
        return gauge.across(option.label, option.size) + option.size * 0.8 + Sizes.px(34) + ear;
    }

    // The rows as lists of places in `options`.
    function split(across: real): var {
        const count = options.length;
        for (let rows = Math.max(1, Math.ceil(count / most)); rows <= count; rows++) {
            const cut = [];
            for (let row = 0, next = 0; row < rows; row++) {
                const share = Math.floor(count / rows) + (row >= rows - count % rows ? 1 : 0);
                cut.push(Array.from({ length: share }, () => next++));
            }
            if (rows === count || cut.every(row => spare(row, across) >= 0))
                return cut;
        }
        return [];
    }

    // What a row has left when each option is as wide as its words.
    function spare(row: var, across: real): real {
        return across - row.reduce((sum, place) => sum + natural(options[place]), (row.length - 1) * Sizes.gap);
    }

    function share(row: var): real {
        return (width - (row.length - 1) * Sizes.gap) / row.length;
    }

    function breadth(place: int, row: var): real {
        return Math.floor(even ? share(row) : natural(options[place]) + spare(row, width) / row.length);
    }

    function box(place: int): var {
        const number = rows.findIndex(row => row.includes(place));
        const row = rows[number] ?? [];
        const start = row.filter(each => each < place).reduce((sum, each) => sum + breadth(each, row) + Sizes.gap, 0);
        const wide = breadth(place, row);
        return { x: Theme.rtl ? width - wide - start : start, y: number * (rowHeight + Sizes.gap), width: wide };
    }

    // What the voice reads of them all, one after the other.
    function spoken(): var {
        return options.map(each => ({ id: each.name, words: each.label, live: false, kind: "text" }));
    }

    implicitHeight: rows.length * (rowHeight + Sizes.gap) - Sizes.gap

    Gauge {
        id: gauge
    }
    Repeater {
        model: grid.options

        Item {
            id: cell

            required property var modelData
            required property int index
            readonly property var place: grid.box(index)

            x: place.x
            y: place.y
            width: place.width
            height: grid.rowHeight

            PickCard {
                objectName: cell.modelData.name
                anchors.left: parent.left
                width: parent.width - grid.ear
                height: parent.height
                label: cell.modelData.label
                size: cell.modelData.size
                worn: cell.modelData.worn ?? ""
                chosen: cell.modelData.name === grid.chosen
                onActivated: grid.picked(cell.modelData.name)
            }
            Ear {
                anchors.right: parent.right
                visible: grid.heard
                width: grid.ear - Sizes.px(12)
                height: parent.height
                who: "ear:" + cell.modelData.name
                blocks: [{ id: cell.modelData.name, words: cell.modelData.label, live: false, kind: "text" }]
            }
        }
    }
}
