pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The window: the page, the windows over it, and the base bar above all.
Window {
    id: main

    required property var course
    readonly property bool serving: course.screen !== "" && course.screen !== "out-of-service"
    readonly property bool leaving: course.screen === "done" || course.screen === "news"
    readonly property var languages: course.comfort.page.languages

    color: Theme.ground
    title: Tr.s["brand"]

    Item {
        id: everything

        anchors.fill: parent
        LayoutMirroring.enabled: Theme.rtl
        LayoutMirroring.childrenInherit: true

        Item {
            id: area

            width: parent.width
            height: parent.height - (bar.visible ? bar.height : 0)
            clip: true

            Loader {
                id: page
                readonly property var screens: ({
                    welcome: welcome, services: services, situations: situations, situation: situation,
                    suggestions: suggestions, review: review, done: done, news: news,
                    question: main.course.question_model.seek_model.typing ? seeking
                              : ["text", "barcode"].includes(main.course.question_model.page.way) && Sizes.columns ? typing : question,
                    "out-of-service": outOfService
                })
                // The first page does not fade in.
                property bool seen: false

                function turn() {
                    // A page is made anew each time: nothing of the last one stays, and focus starts at its top.
                    sourceComponent = null;
                    if (main.course.screen === "")
                        return;
                    sourceComponent = screens[main.course.screen];
                    item.objectName = main.course.name;
                    if (seen)
                        fade.restart();
                    seen = true;
                    shield.raise();
                    if (Touch.keypad)
                        first(item);
                }

                function first(scope: Item) {
                    scope.nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason);
                }

                anchors.fill: parent
                enabled: main.course.window === ""

                NumberAnimation {
                    id: fade
                    target: page
                    property: "opacity"
                    from: Theme.motion ? 0 : 1
                    to: 1
                    duration: Theme.lasting(180)
                }
            }
            TurnShield {
                id: shield
            }
            Loader {
                id: over

                readonly property var windows: ({ help: help, places: places, restart: restart, removal: removal, picture: picture, idle: idle, language: language, text: text, contrast: contrast })

                anchors.fill: parent
                sourceComponent: windows[main.course.window] ?? null
                onLoaded: if (Touch.keypad)
                    page.first(item)
            }
        }
        BaseBar {
            id: bar

            helpful: (main.course.home_model.page.phone ?? "") !== ""
            serving: main.serving
            visible: helpful || serving
            anchors.bottom: parent.bottom
            width: parent.width
            restartLabel: main.leaving ? Tr.s["bar.erase"] : Tr.s["bar.restart"]
            restartIcon: main.leaving ? "eraser" : "arrow-counter-clockwise"
            language: main.languages.length > 1 ? main.languages.find(each => each.code === main.course.comfort.page.language).name : ""
            onHelp: main.course.help()
            onTouched: name => name !== "restart" ? main.course.offer(name) : main.course.screen === "news" ? main.course.finish() : main.course.restart()
        }
    }

    Connections {
        target: main.course
        function onTurned() { page.turn(); }
    }
    Connections {
        target: main.course.question_model.seek_model
        function onTurned() { page.turn(); }
    }

    Component {
        id: welcome
        WelcomeScreen { course: main.course }
    }
    Component {
        id: services
        ServicesScreen { course: main.course }
    }
    Component {
        id: situations
        ServicesScreen {
            course: main.course
            kind: "situation"
            title: Tr.s["situations.title"]
            rows: main.course.home_model.page.situations
        }
    }
    Component {
        id: situation
        QuestionScreen { course: main.course.guide_model }
    }
    Component {
        id: suggestions
        SuggestionsScreen { course: main.course }
    }
    Component {
        id: question
        QuestionScreen { course: main.course }
    }
    Component {
        id: typing
        TypingScreen { course: main.course }
    }
    Component {
        id: seeking
        SeekScreen { course: main.course }
    }
    Component {
        id: review
        ReviewScreen { course: main.course }
    }
    Component {
        id: done
        DoneScreen { course: main.course }
    }
    Component {
        id: news
        NewsScreen { course: main.course }
    }
    Component {
        id: outOfService
        OutOfServiceScreen { course: main.course }
    }
    Component { id: help; HelpWindow { course: main.course } }
    Component { id: places; PlacesWindow { course: main.course } }
    Component { id: restart; RestartWindow { course: main.course } }
    Component { id: removal; RemovalWindow { course: main.course } }
    Component { id: picture; PictureWindow { course: main.course } }
    Component { id: idle; IdleWindow { course: main.course } }
    Component { id: language; LanguageWindow { course: main.course } }
    Component { id: text; TextWindow { course: main.course } }
    Component { id: contrast; ContrastWindow { course: main.course } }
}
