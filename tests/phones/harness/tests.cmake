# Tests in plain Python (python3, python3-numpy) against the real server: one ctest entry per file.
find_program(LAYBY_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)

# layby_python_tests(phones): every test_*.py of this folder.
function(layby_python_tests label)
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/test_*.py)
    foreach(file ${files})
        get_filename_component(name ${file} NAME_WE)
        # Those that take long begin first, as a rule those with most tests: so none runs on alone at the end.
        file(STRINGS ${file} lines REGEX "def test_")
        list(LENGTH lines cost)
        add_test(NAME ${label}.${name} COMMAND ${LAYBY_PYTHON} -B -m unittest -v ${name}
                 WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
        set_tests_properties(${label}.${name} PROPERTIES LABELS ${label} TIMEOUT 900 PROCESSORS 1 COST ${cost}
                             ENVIRONMENT "LAYBY=$<TARGET_FILE:layby>;PYTHONPATH=${CMAKE_SOURCE_DIR}/tests/phones;OPENBLAS_NUM_THREADS=1")
    endforeach()
endfunction()

