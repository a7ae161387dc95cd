pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// Rows that share the free height; with a pager when they do not all fit. `least` is what any row needs, `needs`
// what each does when they differ: one long answer does not turn the page for all the others.
Item {
    id: paged

    property var rows: []
    property Component delegate: null
    property real least: Sizes.px(80)
    property var needs: rows.map(() => least)
    property real most: Sizes.px(182)
    // How many rows a page holds when there are pages (DESIGN §6, Pager); 0: as many as fit.
    property int usual: 0
    // Where the pager stands when it is not to take its place from the rows: beside a button below them.
    property rect stand: Qt.rect(0, 0, 0, 0)
    readonly property bool apart: stand.width > 0
    property string sentenceKey: "pager.answers"
    // The row to show first: the chosen answer, when the person comes back.
    property int wanted: 0
    // No page is turned for one row more.
    readonly property bool turning: rows.length > 0 && (fitting(0, height) < rows.length || usual > 0 && rows.length > usual + 1)
    readonly property real room: height - (turning && !apart ? pager.height + Sizes.gap : 0)
    readonly property int last: turning ? rows.length - fittingBefore(rows.length) : 0
    property int asked: wanted < fitting(0, room) ? 0 : wanted - fittingBefore(wanted + 1) + 1
    readonly property int first: Math.min(Math.max(0, asked), last)
    readonly property int perPage: turning ? held(fitting(first, room)) : rows.length
    readonly property var heights: share(needs.slice(first, first + perPage))
    readonly property var tops: heights.map((_, place) => heights.slice(0, place).reduce((sum, each) => sum + each + Sizes.gap, 0))

    function held(count: int): int {
        return Math.max(1, usual > 0 && turning ? Math.min(usual, count) : count);
    }

    // How many rows fit from one on, and up to one.
    function fitting(from: int, space: real): int {
        let end = -Sizes.gap, count = 0;
        while (from + count < rows.length && end + Sizes.gap + needs[from + count] <= space) {
            end += Sizes.gap + needs[from + count];
            count += 1;
        }
        return count;
    }

    function fittingBefore(end: int): int {
        let count = 0;
        while (count < end && fitting(end - count - 1, room) > count)
            count += 1;
        return held(count);
    }

    // All of one height, but for those that need more.
    function share(wishes: var): var {
        const free = room - (wishes.length - 1) * Sizes.gap;
        let level = free / wishes.length;
        for (let turn = 0; turn < wishes.length; turn++) {
            const tall = wishes.filter(wish => wish > level);
            if (tall.length < wishes.length)
                level = (free - tall.reduce((sum, wish) => sum + wish, 0)) / (wishes.length - tall.length);
        }
        return wishes.map(wish => Math.floor(Math.min(room, Math.max(wish, Math.min(most, level)))));
    }

    Repeater {
        model: paged.rows.slice(paged.first, paged.first + paged.perPage)

        Loader {
            id: row

            required property var modelData
            required property int index

            y: paged.tops[index] ?? 0
            width: paged.width
            height: paged.heights[index] ?? 0
            sourceComponent: paged.delegate
            onLoaded: {
                item.entry = Qt.binding(() => row.modelData);
                item.place = Qt.binding(() => paged.first + row.index);
            }
        }
    }
    Pager {
        id: pager

        visible: paged.turning
        x: !paged.apart ? 0 : Theme.rtl ? parent.width - width - paged.stand.x : paged.stand.x
        y: paged.apart ? paged.stand.y : parent.height - height
        width: paged.apart ? paged.stand.width : parent.width
        first: paged.first
        shown: paged.perPage
        count: paged.rows.length
        sentence: paged.rows.length === 0 ? "" : Tr.f(Sizes.low ? "pager.short" : paged.sentenceKey, {
            from: paged.first + 1, to: Math.min(paged.first + paged.perPage, paged.rows.length), count: paged.rows.length
        })
        onUp: paged.asked = Math.max(0, paged.first - paged.fittingBefore(paged.first))
        onDown: paged.asked = Math.min(paged.last, paged.first + paged.perPage)
    }
}
