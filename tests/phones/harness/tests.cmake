# Tests in plain Python (python3, python3-numpy) against the real server: one ctest entry per class, which has a server of its own.
find_program(LAYBY_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)

# layby_python_tests(phones): every class of every test_*.py of this folder.
function(layby_python_tests label)
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/test_*.py)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
    execute_process(COMMAND ${LAYBY_PYTHON} -B ${CMAKE_SOURCE_DIR}/tests/phones/harness/list_tests.py ${CMAKE_CURRENT_SOURCE_DIR}
                    OUTPUT_VARIABLE listing OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    string(REPLACE "\n" ";" lines "${listing}")
    foreach(line ${lines})
        string(REPLACE " " ";" words "${line}")
        list(GET words 0 module)
        list(GET words 1 class)
        list(GET words 2 cost)  # those with most tests begin first, so that none runs on alone at the end
        set(name ${label}.${module}.${class})
        add_test(NAME ${name} COMMAND ${LAYBY_PYTHON} -B -m unittest -v ${module}.${class}
                 WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
        set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 900 PROCESSORS 1 COST ${cost}
                             ENVIRONMENT "LAYBY=$<TARGET_FILE:layby>;PYTHONPATH=${CMAKE_SOURCE_DIR}/tests/phones:${CMAKE_SOURCE_DIR}/tests/scenarios;OPENBLAS_NUM_THREADS=1")
    endforeach()
endfunction()
