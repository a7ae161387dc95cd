pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// Everything answered so far in this request, each to be changed by a click or from the keyboard.
Item {
    id: answered

    property var rows: []
    property bool mirrored: false
    property int columns: 1
    property string title: ""
    property string keyName: ""
    // Questions and answers are read aloud from here by these ids.
    property bool heard: false

    // What takes an instance away, where that is possible from here.
    property var removal: null

    signal change(int index)

    // The last answer first: it is the one most often taken back.
    function enter() {
        const row = rows.length > 0 ? list.itemAt(rows.length - 1) : null;
        if (row)
            row.forceActiveFocus(Qt.TabFocusReason);
    }

    CounterText {
        id: name

        width: parent.width - (cap.visible ? cap.width + Sizes.px(12) : 0)
        role: "section"
        words: answered.title
    }
    KeyCap {
        id: cap

        anchors.right: parent.right
        y: (name.height - height) / 2
        words: answered.rows.length > 0 ? answered.keyName : ""
    }
    CounterText {
        y: name.height + Sizes.px(10)
        width: parent.width
        visible: answered.rows.length === 0
        words: Tr.s["entry.answered.none"]
        color: Theme.inkSoft
    }
    CounterScroll {
        id: scroll

        x: -rim
        y: name.height + Sizes.px(14) - rim
        width: parent.width + 2 * rim
        height: parent.height - y
        contentHeight: column.height + 2 * rim
        LayoutMirroring.enabled: answered.mirrored
        LayoutMirroring.childrenInherit: true

        Flow {
            id: column

            x: scroll.rim
            y: scroll.rim
            width: answered.width
            spacing: Sizes.px(12)

            Repeater {
                id: list

                model: answered.rows

                FocusScope {
                    id: place

                    required property var modelData

                    width: Math.floor((column.width - (answered.columns - 1) * column.spacing) / answered.columns)
                    height: row.height + (remove.visible ? remove.height + Sizes.px(8) : 0)

                    AnsweredRow {
                        id: row

                        focus: true
                        objectName: "change:" + place.modelData.index
                        width: parent.width
                        drawn: scroll.reveals(column.y + place.y, place.height)
                        question: place.modelData.label
                        answer: place.modelData.shown
                        voiced: answered.heard ? place.modelData.name : ""
                        onActivated: answered.change(place.modelData.index)
                    }
                    RemovalButton {
                        id: remove

                        anchors.left: parent.left
                        y: row.height + Sizes.px(8)
                        visible: answered.removal !== null && (place.modelData.removes ?? "") !== ""
                        index: place.modelData.index
                        what: place.modelData.removes ?? ""
                        removal: answered.removal
                    }
                }
            }
        }
    }
}
