pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.counter

// The pages of a request where the counter shows them: below its header, beside the client's column.
Window {
    id: stage

    required property var course

    color: Theme.surface

    ClientColumn {
        y: Sizes.px(64)
        width: Sizes.px(318)
        height: parent.height - y
        course: stage.course
    }
    Loader {
        id: page

        property var screens: ({ question: question, review: review, done: done })

        function turn() {
            sourceComponent = null;
            sourceComponent = screens[stage.course.screen];
            if (item)
                item.objectName = stage.course.name;
        }

        x: Sizes.px(318)
        y: Sizes.px(64)
        width: parent.width - x
        height: parent.height - y
        focus: true
    }
    Connections {
        target: stage.course

        function onTurned() {
            page.turn();
        }
    }
    Component {
        id: question

        EntryScreen {
            course: stage.course
        }
    }
    Component {
        id: review

        EntryReview {
            course: stage.course
        }
    }
    Component {
        id: done

        EntryDone {
            course: stage.course
        }
    }
}
