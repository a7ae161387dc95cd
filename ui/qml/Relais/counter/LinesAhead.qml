pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// The questions that come next and are answered in one line: on the same page, two beside each other, so that an agent
// types on. Enter goes from line to line, and from the last one to the next page.
Item {
    id: lines

    property var models: []
    property var glosses: ({})
    property bool rtl: false
    readonly property real gap: Sizes.px(20)

    // Tell whether there was a line to go to.
    function advance(): bool {
        let next = 0;
        for (let place = 0; place < list.count; place++)
            if (list.itemAt(place).activeFocus)
                next = place + 1;
        if (next >= list.count)
            return false;
        list.itemAt(next).forceActiveFocus(Qt.TabFocusReason);
        return true;
    }

    visible: models.length > 0
    implicitHeight: flow.height
    height: implicitHeight

    Flow {
        id: flow

        width: parent.width
        spacing: lines.gap
        layoutDirection: lines.rtl ? Qt.RightToLeft : Qt.LeftToRight

        Repeater {
            id: list

            model: lines.models

            WrittenAnswer {
                id: line

                required property var modelData
                readonly property var gloss: lines.glosses[modelData.page.name] ?? ({})

                model: modelData
                width: Math.floor((flow.width - lines.gap) / 2)
                label: modelData.page.title ?? ""
                note: [modelData.page.hint, gloss.title ?? "", gloss.hint ?? ""].filter(words => words).join("\n")
                voiced: "ahead:" + modelData.page.name
                target: "field:ahead:" + modelData.page.name
                LayoutMirroring.enabled: lines.rtl && way === "text"
                LayoutMirroring.childrenInherit: true
            }
        }
    }
}
