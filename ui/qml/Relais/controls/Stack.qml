import QtQuick

// Items one under the other, at once: Qt's Column moves its items only with the next frame, and a touch that comes
// before it would meet the wrong one. Not for what a Repeater makes: that changes places after it has come.
Item {
    id: stack

    property real spacing: 0

    function ends(count: int): real {
        let end = 0;
        for (let i = 0; i < count; i++) {
            const item = children[i];
            if (item.visible && item.height > 0)
                end += (end > 0 ? spacing : 0) + item.height;
        }
        return end;
    }

    function starts(place: int): real {
        const end = ends(place);
        return end > 0 ? end + spacing : 0;
    }

    implicitHeight: ends(children.length)
    onChildrenChanged: {
        for (let i = 0; i < children.length; i++) {
            const place = i;
            children[i].y = Qt.binding(() => stack.starts(place));
        }
    }
}
