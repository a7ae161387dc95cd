import QtQuick
import Relais.Theme

// Blocks one under the other, whole; with a pager when they do not all fit into `room`. A block that is not visible
// or has no height takes no place.
Item {
    id: paged

    default property alias blocks: holder.data
    property real spacing: Sizes.gap
    property real room: 0
    property int asked: 0
    property int settled: 0
    // Only then has everything that a page is cut by its first value.
    property bool ready: false
    readonly property var pages: ready ? cut(room - pager.height - spacing) : [0]
    readonly property int at: Math.min(asked, pages.length - 1)
    readonly property bool turning: pages.length > 1
    readonly property real natural: tall(0, holder.children.length)

    // The height of the blocks from one place to before another.
    function tall(first: int, end: int): real {
        let sum = 0;
        for (let i = first; i < end; i++) {
            const block = holder.children[i];
            if (block.visible && block.height > 0)
                sum += (sum > 0 ? spacing : 0) + block.height;
        }
        return sum;
    }

    // Gives each block its place; what a Repeater makes takes its own only after it has come (Repeater.itemAdded).
    function settle() {
        for (let i = 0; i < holder.children.length; i++) {
            const place = i, block = holder.children[i];
            block.y = Qt.binding(() => paged.shows(place) ? paged.start(place) : 0);
            block.opacity = Qt.binding(() => paged.shows(place) ? 1 : 0);
            block.enabled = Qt.binding(() => paged.shows(place));
        }
        settled += 1;
    }

    // The place at which each page begins.
    function cut(height: real): var {
        const starts = [0];
        if (settled < 0 || room <= 0 || natural <= room)
            return starts;
        for (let i = 1; i < holder.children.length; i++) {
            if (tall(starts[starts.length - 1], i + 1) > height && tall(starts[starts.length - 1], i) > 0)
                starts.push(i);
        }
        return starts;
    }

    function shows(place: int): bool {
        return place >= pages[at] && place < (pages[at + 1] ?? holder.children.length);
    }

    function start(place: int): real {
        const above = tall(pages[at], place);
        return above > 0 ? above + spacing : 0;
    }

    implicitHeight: turning ? room : natural
    Component.onCompleted: ready = true

    Item {
        id: holder

        width: parent.width
        height: parent.height
        onChildrenChanged: paged.settle()
    }
    Pager {
        id: pager

        visible: paged.turning
        y: paged.room - height
        width: parent.width
        first: paged.at
        shown: 1
        count: paged.pages.length
        sentence: Tr.f("pager.page", { page: paged.at + 1, count: count })
        onUp: paged.asked = paged.at - 1
        onDown: paged.asked = paged.at + 1
    }
}
