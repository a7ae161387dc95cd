pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.counter

// The counter's window: its head, the client's column, the page.
Window {
    id: main

    required property var course
    readonly property bool working: !["", "login", "out-of-service"].includes(course.screen)

    color: Theme.surface
    title: Tr.s["brand"]

    CounterHeader {
        id: header

        width: parent.width
        course: main.course
        working: main.working
        onAbandoned: page.forceActiveFocus(Qt.ShortcutFocusReason)
    }
    ClientColumn {
        id: column

        y: header.height
        width: Sizes.px(318)
        height: parent.height - y
        visible: main.working
        course: main.course
    }
    Loader {
        id: page

        readonly property var screens: ({ login: login, home: home, question: question, review: review, done: done, case: paper, "out-of-service": outOfService })

        // A page is made anew each time: nothing of the last one stays. It takes the focus itself.
        function turn() {
            sourceComponent = null;
            if (main.course.screen === "")
                return;
            sourceComponent = screens[main.course.screen];
            item.objectName = main.course.name;
        }

        x: main.working ? column.width : 0
        y: header.height
        width: parent.width - x
        height: parent.height - y
        focus: true
    }
    Connections {
        target: main.course

        function onTurned() {
            header.clear();
            page.turn();
        }
    }
    Shortcut {
        sequence: "F2"
        autoRepeat: false
        enabled: main.working
        onActivated: header.enter()
    }
    Shortcut {
        sequence: "F3"
        autoRepeat: false
        enabled: main.working
        onActivated: main.course.next_client()
    }

    Component {
        id: login

        LoginScreen {
            course: main.course
        }
    }
    Component {
        id: home

        HomeScreen {
            course: main.course
            onScanned: text => header.look(text)
        }
    }
    Component {
        id: question

        EntryScreen {
            course: main.course
        }
    }
    Component {
        id: review

        EntryReview {
            course: main.course
        }
    }
    Component {
        id: done

        EntryDone {
            course: main.course
        }
    }
    Component {
        id: paper

        CaseScreen {
            course: main.course
        }
    }
    Component {
        id: outOfService

        CounterOutOfService {
            course: main.course
        }
    }
}
