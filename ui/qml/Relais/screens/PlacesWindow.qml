pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// Who else can help, near here: the agency's own list, on as many pages as it needs.
ArchWindow {
    id: dialog

    required property var course
    readonly property var places: course.home_model.page.places ?? []
    readonly property real ear: Sizes.px(Sizes.low ? 76 : 88)
    readonly property real wordsWidth: list.width - ear - Sizes.px(Sizes.low ? 52 : 60)
    readonly property real padding: Sizes.px(24)
    // One size for all; smaller than asked for only before a place would not stand on its page.
    readonly property int size: {
        for (let size = Sizes.body; size > Sizes.px(28); size--) {
            if (places.every(place => tall(place, size) > 0 && tall(place, size) + padding <= list.height - Sizes.px(112)))
                return size;
        }
        return Math.min(Sizes.body, Sizes.px(28));
    }

    // The height of what is said of a place; 0 when a word is wider than a line.
    function tall(place: var, size: int): real {
        const lines = [bold.lines(place.name, size, wordsWidth), thin.lines(place.lines.join("\n"), size, wordsWidth)];
        return lines.includes(0) ? 0 : bold.tall(lines[0], size, 1.25) + thin.tall(lines[1], size, 1.25);
    }

    function told(place: var, number: int): var {
        const name = "place:" + number;
        return [
            { id: name, words: place.name, live: false, kind: "text" },
            { id: name + ":more", words: place.lines.join("\n"), live: false, kind: "text" }
        ];
    }

    objectName: "window:places"
    title: Tr.s["places.title"]
    closing: "places-close"
    blocks: places.slice(list.first, list.first + list.perPage)
        .reduce((every, place, index) => [...every, ...dialog.told(place, list.first + index)], [])
    onTouched: course.stay()
    onDismissed: course.help()

    PagedColumn {
        id: list

        width: parent.width
        height: dialog.free
        rows: dialog.places
        needs: rows.map(place => Math.max(Sizes.px(112), dialog.tall(place, dialog.size) + dialog.padding))
        most: Sizes.px(320)
        sentenceKey: "pager.places"

        delegate: PlaceCard {
            property var entry: ({})
            property int place: 0

            name: entry.name ?? ""
            lines: entry.lines ?? []
            size: dialog.size
            ear: dialog.ear
            voiced: "place:" + place
            blocks: entry.name ? dialog.told(entry, place) : []
        }
    }
    Gauge {
        id: bold
    }
    Gauge {
        id: thin

        weight: Font.Medium
    }
}
