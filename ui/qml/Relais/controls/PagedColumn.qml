pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// Rows that share the free height; with a pager when they do not all fit. `least` is what the tallest row needs.
Item {
    id: paged

    property var rows: []
    property Component delegate: null
    property real least: Sizes.px(80)
    property real most: Sizes.px(182)
    // How many rows a page holds when there are pages (DESIGN §6, Pager); 0: as many as fit.
    property int usual: 0
    // Where the pager stands when it is not to take its place from the rows: beside a button below them.
    property rect stand: Qt.rect(0, 0, 0, 0)
    readonly property bool apart: stand.width > 0
    property string sentenceKey: "pager.answers"
    // The row to show first: the chosen answer, when the person comes back.
    property int wanted: 0
    readonly property int fitting: Math.max(1, Math.floor((height + Sizes.gap) / (least + Sizes.gap)))
    // No page is turned for one row more.
    readonly property bool turning: rows.length > (usual > 0 ? Math.min(fitting, usual + 1) : fitting)
    readonly property real room: height - (turning && !apart ? pager.height + Sizes.gap : 0)
    readonly property int holds: Math.max(1, Math.floor((room + Sizes.gap) / (least + Sizes.gap)))
    readonly property int perPage: !turning ? rows.length : usual > 0 ? Math.min(usual, holds) : holds
    readonly property int last: Math.max(0, rows.length - perPage)
    property int asked: wanted < perPage ? 0 : wanted - perPage + 1
    readonly property int first: Math.min(Math.max(0, asked), last)
    readonly property real rowHeight: Math.max(Math.min(least, room),
                                               Math.min(most, (room + Sizes.gap) / Math.max(1, perPage) - Sizes.gap))

    Repeater {
        model: paged.rows.slice(paged.first, paged.first + paged.perPage)

        Loader {
            id: row

            required property var modelData
            required property int index

            y: index * (Math.floor(paged.rowHeight) + Sizes.gap)
            width: paged.width
            height: Math.floor(paged.rowHeight)
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
        onUp: paged.asked = Math.max(0, paged.first - paged.perPage)
        onDown: paged.asked = Math.min(paged.last, paged.first + paged.perPage)
    }
}
