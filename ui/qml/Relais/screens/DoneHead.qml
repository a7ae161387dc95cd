pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// Beside the ticket: that the request is on record, and what comes; in pages where there are papers to bring.
Item {
    id: head

    property var page: ({})
    property real room: Infinity
    property string progress: ""
    property string phone: ""
    // What the voice reads after these words.
    property var more: []
    readonly property bool arched: !Sizes.low
    readonly property real archWidth: Sizes.px(Sizes.wide ? 210 : 204)

    height: Math.max(arched ? arch.height : 0, words.height)

    Arch {
        id: arch

        anchors.left: parent.left
        visible: head.arched
        width: head.archWidth
        height: Sizes.px(Sizes.wide ? 250 : 243)
        y: Math.max(0, (words.height - height) / 2)
        color: Theme.ok
        outline: Theme.ok

        Pictogram {
            anchors.centerIn: parent
            anchors.verticalCenterOffset: Sizes.px(8)
            name: "check"
            cut: "bold"
            size: parent.width * 0.6
            ink: Theme.surface
            tone: "transparent"
        }
    }
    Loader {
        id: words

        anchors.right: parent.right
        width: parent.width - (head.arched ? head.archWidth + Sizes.px(36) : 0)
        height: (item as Item)?.implicitHeight ?? 0
        sourceComponent: (head.page.bring ?? []).length > 0 ? pages : whole
    }
    Component {
        id: whole

        DoneWords {
            promise: head.page.promise ?? ""
            next: head.page.next ?? ""
            room: head.room
            progress: head.progress
            phone: head.phone
            more: head.more
        }
    }
    Component {
        id: pages

        DonePages {
            apart: true
            room: head.room
            page: head.page
            progress: head.progress
            phone: head.phone
            more: head.more
        }
    }
}
