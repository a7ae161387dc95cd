pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The services as milestones side by side, an ear at the foot of each. `fits` says whether their words stand on
// them whole.
Item {
    id: stones

    // What begins the names of the stones.
    property string kind: "service"
    property var services: []
    property int first: 0
    readonly property var labels: services.map(service => service.title)
    readonly property real space: Sizes.px(Sizes.low ? 15 : 25)
    readonly property real ear: Sizes.px(Sizes.low ? 60 : 72)
    readonly property real footed: ear + Sizes.px(12)
    readonly property int perRow: Sizes.upright ? 3 : 6
    // As many side by side as their words allow; few services get wider stones.
    readonly property int most: Math.min(perRow, Math.max(services.length, Sizes.columns ? 3 : 2))
    readonly property int across: [most, most - 1, most - 2].find(count => count > 1 && sizeOf(count) >= Sizes.body) ?? most
    readonly property real stoneWidth: widthOf(across)
    readonly property real stoneHeight: heightOf(across)
    readonly property real slotHeight: stoneHeight + footed + space
    readonly property int rows: Math.max(1, Math.floor((height + space) / slotHeight))
    readonly property int shown: across * rows
    readonly property bool pages: services.length > shown
    // A row that is not full stands in the middle.
    readonly property int columns: Math.min(across, services.length)
    readonly property real indent: (width - columns * (stoneWidth + space) + space) / 2
    readonly property int size: sizeOf(across)
    readonly property bool fits: size >= Sizes.body
    readonly property real tallest: Math.max(0, ...labels.map(label => gauge.tall(gauge.lines(label, size, stoneWidth - rims), size, 1.2)))
    readonly property real domeMost: Math.min(stoneWidth * 0.56 + Sizes.px(16), stoneHeight * 0.58)
    readonly property real dome: Math.max(domeOf(stoneWidth), Math.min(domeMost, stoneHeight - tallest - Sizes.px(20)))
    readonly property real rims: Sizes.px(36)
    readonly property var now: fits ? services.slice(first, first + shown) : []
    readonly property var blocks: now.map(service => ({ id: kind + ":" + service.id, words: service.title, live: false, kind: "text" }))

    signal picked(string id)

    // Stones keep their shape, up to the size at which the dome still looks like one.
    function widthOf(count: int): real {
        return Math.floor(Math.min((width - (count - 1) * space) / count, Sizes.px(480), height - footed));
    }

    function heightOf(count: int): real {
        return Math.floor(Math.min(height - footed, Math.max(widthOf(count) * 1.16, Sizes.px(Sizes.low ? 320 : 360))));
    }

    // Lower, the round top would be cut by the face.
    function domeOf(across: real): real {
        return across / 2 + Sizes.px(6);
    }

    // The size of the words on that many stones in a row; less than the body's where they do not stand whole.
    function sizeOf(count: int): int {
        const across = widthOf(count), wanted = Sizes.low ? Sizes.body : across > Sizes.px(400) ? Sizes.section : Sizes.label;
        return gauge.fitAll(labels, wanted, Sizes.body - 1, 1.2, across - rims, heightOf(count) - domeOf(across) - Sizes.px(20));
    }

    Gauge {
        id: gauge
    }
    Repeater {
        model: stones.now

        Item {
            id: slot

            required property var modelData
            required property int index
            readonly property real place: stones.indent + index % stones.across * (stones.stoneWidth + stones.space)

            x: Theme.rtl ? stones.width - width - place : place
            y: Math.floor(index / stones.across) * stones.slotHeight
            width: stones.stoneWidth
            height: stones.stoneHeight + stones.footed

            MilestoneCard {
                id: stone

                objectName: stones.kind + ":" + slot.modelData.id
                width: parent.width
                height: stones.stoneHeight
                dome: stones.dome
                size: stones.size
                label: slot.modelData.title
                voiced: objectName
                icon: slot.modelData.icon
                cap: Theme.cap(slot.modelData.cap)
                onActivated: stones.picked(slot.modelData.id)
            }
            Ear {
                who: "ear:" + slot.modelData.id
                blocks: [{ id: stone.objectName, words: stone.label, live: false, kind: "text" }]
                y: stones.stoneHeight + Sizes.px(12)
                width: parent.width
                height: stones.ear
            }
        }
    }
}
