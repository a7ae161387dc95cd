import QtQuick
import Relais.Theme

// What may be taller than its place: the wheel moves it, and it follows the keyboard. `rim` is left free around what
// it holds, so that no focus ring is cut.
Flickable {
    id: scroll

    readonly property real rim: Sizes.px(12)
    readonly property bool longer: contentHeight > height + 1

    // Whether something of it is in view. Software rendering draws a Shape that is wholly outside, as if nothing
    // clipped it: a pictogram that scrolls away must not be drawn.
    function reveals(top: real, tall: real): bool {
        return !longer || (top + tall > contentY && top < contentY + height);
    }

    // Bring an item into view.
    function show(item: Item) {
        const top = item.mapToItem(contentItem, 0, 0).y - rim;
        const bottom = top + item.height + 2 * rim;
        if (top < contentY)
            contentY = Math.max(0, top);
        else if (bottom > contentY + height)
            contentY = Math.min(bottom - height, contentHeight - height);
    }

    function holds(item: Item): bool {
        for (let each = item; each; each = each.parent)
            if (each === contentItem)
                return true;
        return false;
    }

    contentWidth: width
    clip: true
    interactive: longer
    boundsBehavior: Flickable.StopAtBounds
    onLongerChanged: if (!longer)
        contentY = 0

    Connections {
        target: scroll.Window.window

        function onActiveFocusItemChanged() {
            const item = scroll.Window.activeFocusItem;
            if (item && scroll.longer && scroll.holds(item))
                scroll.show(item);
        }
    }
    Rectangle {
        parent: scroll
        anchors.right: parent.right
        visible: scroll.longer
        y: scroll.visibleArea.yPosition * scroll.height
        width: Sizes.px(6)
        height: scroll.visibleArea.heightRatio * scroll.height
        radius: width / 2
        color: Theme.line
    }
}
