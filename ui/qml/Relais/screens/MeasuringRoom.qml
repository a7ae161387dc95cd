pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// The page that asks a question, as large as it is on a screen, for whoever measures words and shows nothing
// (ui/measuring.py).
Item {
    id: room

    property alias page: asked.page
    readonly property var question_model: asked
    readonly property bool typed: page.way === "text"
    // The letters of the words measured, in pixels.
    readonly property real titleSize: typed ? named(typing.item, "titleWidth")?.size ?? 0 : named(question.item, "titleSize")?.titleSize ?? 0
    readonly property real choiceSize: named(question.item, "wholeDome")?.size ?? 0

    // The item inside another one that has a property of this name.
    function named(item: var, name: string): var {
        if (!item || item[name] !== undefined)
            return item;
        for (const child of item.children) {
            const found = named(child, name);
            if (found)
                return found;
        }
        return null;
    }

    width: Sizes.screenWidth
    height: Sizes.screenHeight - Sizes.barHeight

    QtObject {
        id: asked

        property var page: ({})
        property var chosen: []
        property string draft: ""
        property string refusal: ""
        property bool empty: true

        signal refused
    }
    Loader {
        id: question

        anchors.fill: parent
        active: !room.typed
        sourceComponent: QuestionScreen {
            course: room
        }
    }
    Loader {
        id: typing

        anchors.fill: parent
        active: room.typed
        sourceComponent: TypingScreen {
            course: room
        }
    }
}
